import assert from 'node:assert/strict';
import { judgedEpisode } from '../../../../tools/history/episode-fields.ts';
import { alertScore, targetScores } from '../../../../tools/dashboard/score.ts';
import type { ChangePoint } from '../../../../tools/outlook/change-points.ts';
import { plotPoints } from '../../../../tools/dashboard/plot-points.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { exampleTime } from '../../../support/example-event.ts';

const day = 86_400;

const episode = (daysAgo: number, leadSeconds?: number) => {
  const since = exampleTime - daysAgo * day;
  const reached = leadSeconds === undefined ? {} : { reachedTime: since + leadSeconds };
  return exampleEpisode({ id: `dma-${daysAgo}`, since, end: since + 600, ...reached });
};
const feedback = (verdict: 'mended' | 'false') => ({
  verdict,
  note: '',
  by: '',
  time: 0,
  host: '',
  resource: '',
  since: 0,
  id: '',
});

describe('the score of alerts', function () {
  it('counts what came of them, and the leads of those that reached the limit', function () {
    const judged = [
      judgedEpisode(episode(14, 60), undefined),
      judgedEpisode(episode(3, 20), undefined),
      judgedEpisode(episode(2), feedback('mended')),
      judgedEpisode(episode(1.5), feedback('false')),
      judgedEpisode(episode(1), undefined),
      judgedEpisode({ ...episode(1), kind: 'self' }, undefined),
    ];
    const score = alertScore(judged, exampleTime);
    assert.deepEqual(score, {
      days: 14,
      alerts: 5,
      outcomes: { right: 2, mended: 1, false: 1, ended: 0, unknown: 1 },
      reliability: 0.75,
      falseAWeek: 0.5,
      leads: { shortest: 20, median: 60, longest: 60 },
    });
  });

  it('claims nothing without any', function () {
    const { reliability, leads, days } = alertScore([], exampleTime);
    assert.deepEqual([reliability, leads, days], [undefined, undefined, 7]);
  });
});

describe('the score of targets', function () {
  it('has a line for each target of each program, also for one whose name has hyphens', function () {
    const values = new Map([
      ['percent-coverage', 70],
      ['percent-coverage-a-b', 80],
      ['gauge-warned-a-b', 3],
      ['gauge-warned-c', 0],
    ]);
    const scores = targetScores([{ host: 'web1', values }]);
    assert.deepEqual(
      scores.map(({ target, coveragePercent, warned }) => [target, coveragePercent, warned]),
      [
        ['a-b', 80, 3],
        ['c', undefined, 0],
      ],
    );
  });
});

describe('the points of a plot', function () {
  it('keep lows and highs where there are many, in the order of time', function () {
    const samples = Array.from({ length: 100_000 }, (_, time) => ({
      time,
      value: time === 77_777 ? 1e6 : time % 7,
    }));
    const { samples: points } = plotPoints({
      from: 0,
      samples,
      forecasts: [],
      limits: [],
      evidence: undefined,
    });
    assert.ok(points.length <= 2000, `${points.length}`);
    assert.ok(points.some(([time, value]) => time === 77_777 && value === 1e6));
    assert.ok(points.every(([time], index) => index === 0 || time > points[index - 1]![0]));
  });

  it('are all of them where there are few', function () {
    const samples = [{ time: 1, value: 2 }];
    const forecasts = [{ time: 61, lower: 1, upper: 3 }];
    const changes: ChangePoint[] = [
      { time: -5, way: 'up' },
      { time: 3, way: 'down' },
    ];
    const precedents = { gotThisFar: 0, reached: 0 };
    const evidence = { since: 0, climb: undefined, precedents, changes, wasCutShort: false };
    const limits = [{ time: 1, value: 9 }];
    assert.deepEqual(plotPoints({ from: 0, samples, forecasts, limits, evidence }), {
      samples: [[1, 2]],
      forecasts: [[61, 1, 3]],
      limits: [[1, 9]],
      changes: [[3, 2, 'down']],
    });
  });
});
