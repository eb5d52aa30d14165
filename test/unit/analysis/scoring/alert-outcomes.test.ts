import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { AlertEpisode, AnnouncedCrossing } from '../../../../analysis/scoring/alert-episode.ts';
import { AlertOutcomes } from '../../../../analysis/scoring/alert-outcomes.ts';
import { AlertScorecard } from '../../../../analysis/scoring/alert-scorecard.ts';
import { collectGarbage, heapSize } from '../../../../tools/bench/heap.ts';
import { summarise } from '../../../../tools/backtest/summary.ts';
import { scoreSeries } from '../../../../tools/lab/evaluation/series-score.ts';
import { referenceOutcomes, type StoryOptions, type StorySample } from './reference-outcomes.ts';

const horizonSeconds = 60;

type Part = readonly [seconds: number, value: number, raised?: boolean];

/** A sample a second, stretch by stretch. */
function storyOf(parts: readonly Part[]): StorySample[] {
  const samples: StorySample[] = [];
  for (const [seconds, value, raised = false] of parts) {
    for (let second = 0; second < seconds; second++) samples.push({ time: samples.length, value, raised });
  }
  return samples;
}

function foldOf(samples: readonly StorySample[], story: StoryOptions) {
  const episodes: AlertEpisode[] = [];
  const crossings: AnnouncedCrossing[] = [];
  const outcomes = new AlertOutcomes({
    horizonSeconds: story.horizonSeconds,
    onEpisode: (episode) => episodes.push(episode),
    onCrossing: (crossing) => crossings.push(crossing),
  });
  for (const { time, value, raised } of samples)
    outcomes.observe(time, value, story.limit, raised, story.intervalSeconds);
  outcomes.finish(true);
  // An end from outside has rules and tests of its own: here it is an alert without a crossing.
  const openFrom = samples.at(-1)!.time - 2 * story.horizonSeconds;
  const withoutEnd = ({ outcome, start }: AlertEpisode): string =>
    outcome === 'ended' ? (start >= openFrom ? 'open' : 'false') : outcome;
  const startsOf = (...wanted: readonly string[]): number[] =>
    episodes.filter((episode) => wanted.includes(withoutEnd(episode))).map(({ start }) => start);
  return {
    answered: startsOf('true', 'late'),
    unanswered: startsOf('false'),
    excused: startsOf('excused'),
    open: startsOf('open'),
    crossings: crossings.toSorted((a, b) => a.time - b.time),
  };
}

/** Leads of the crossings that were announced, crossings that were not, and false alarms. */
type Outcomes = readonly [leads: readonly number[], missed: number, falseAlarms: number];

/** As `dma predict` counts. */
function liveOutcomes(samples: readonly StorySample[], limitSide: 'upper' | 'lower' = 'upper'): Outcomes {
  const card = new AlertScorecard({ horizonSeconds, limitSide });
  const leads: number[] = [];
  for (const { time, value, raised } of samples) {
    const { warned } = card;
    card.observe(time, value, 100, raised, 1);
    if (card.warned > warned) leads.push(card.lastWarning!.leadSeconds);
  }
  return [leads, card.missed, card.falseAlarms];
}

/** As `dma backtest` sums up. */
function backtestOutcomes(samples: readonly StorySample[], limitSide: 'upper' | 'lower' = 'upper'): Outcomes {
  const rows = samples.map(({ time, value, raised }) => ({
    t: time,
    value,
    alert: raised,
    predicted: null,
    lower: null,
    upper: null,
    risk: null,
    exhaustion: null,
    exhaustionEarliest: null,
    exhaustionLatest: null,
  }));
  const { crossings, falseAlarms } = summarise('story', rows, {
    limit: 100,
    limitSide,
    horizonSeconds,
    forecaster: 'linear',
    level: 0.8,
  });
  const leads = crossings.flatMap(({ leadSeconds }) => leadSeconds ?? []);
  return [leads, crossings.length - leads.length, falseAlarms];
}

/** As the evaluation scores. */
function evaluationOutcomes(samples: readonly StorySample[]): Outcomes {
  const series = {
    name: 'story',
    kind: 'story',
    simulated: true,
    samples,
    limit: 100,
    horizonSeconds,
    intervalSeconds: 1,
    endsMidway: true,
    predictable: true,
  };
  const rows = samples.map(({ time, raised }) => ({
    t: time,
    pred: null,
    q10: null,
    q90: null,
    alert: raised,
  }));
  const { leads, crossings, falseEpisodes } = scoreSeries(series, rows);
  return [leads, crossings - leads.length, falseEpisodes];
}

const quiet: Part = [200, 50];
const crossing: Part = [30, 100, true];

const stories: Readonly<Record<string, { readonly parts: readonly Part[]; readonly outcomes: Outcomes }>> = {
  'an alert 20 s before a crossing': {
    parts: [quiet, [20, 80, true], crossing, quiet],
    outcomes: [[20], 0, 0],
  },
  'an alert for ten horizons': { parts: [quiet, [600, 80, true], crossing, quiet], outcomes: [[600], 0, 0] },
  'an alert for 13 horizons before the crossing': {
    parts: [quiet, [780, 80, true], crossing, quiet],
    outcomes: [[], 1, 1],
  },
  'an alert with a pause of 29 s': {
    parts: [quiet, [10, 80, true], [29, 80], [10, 80, true], crossing, quiet],
    outcomes: [[49], 0, 0],
  },
  'two false alarms 31 s apart': {
    parts: [quiet, [10, 80, true], [31, 80], [10, 80, true], quiet],
    outcomes: [[], 0, 2],
  },
  'an alert that was over two horizons before the crossing': {
    parts: [quiet, [10, 80, true], [119, 80], crossing, quiet],
    outcomes: [[129], 0, 0],
  },
  'an alert that was over earlier': {
    parts: [quiet, [10, 80, true], [121, 80], [30, 100], quiet],
    outcomes: [[], 1, 1],
  },
  'an alert that is on over two crossings': {
    parts: [quiet, [40, 80, true], [50, 100, true], [100, 80, true], [50, 100, true], quiet],
    outcomes: [[40, 100], 0, 0],
  },
  'two crossings, the second one without an alert': {
    parts: [quiet, [40, 80, true], [50, 100, true], quiet, [50, 100], quiet],
    outcomes: [[40], 1, 0],
  },
  'a crossing soon after another': {
    parts: [quiet, [40, 80, true], [10, 100, true], [20, 80], [10, 100], quiet],
    outcomes: [[40], 0, 0],
  },
  'an alert less than 5 s before the crossing': {
    parts: [quiet, [4, 80, true], crossing, quiet],
    outcomes: [[], 1, 0],
  },
  'an alert that is cleared within a horizon after the value came back': {
    parts: [quiet, [20, 80, true], [50, 100, true], [60, 80, true], quiet],
    outcomes: [[20], 0, 0],
  },
  'an alert that is on for longer after the value came back': {
    parts: [quiet, [20, 80, true], [50, 100, true], [70, 80, true], quiet],
    outcomes: [[20], 0, 1],
  },
  'a touch of the limit': { parts: [quiet, [20, 80, true], [3, 100, true], quiet], outcomes: [[], 0, 1] },
  'an alert that began less than two horizons ago, still on at the end': {
    parts: [quiet, [119, 80, true]],
    outcomes: [[], 0, 0],
  },
  'an alert that began 13 horizons ago, still on at the end': {
    parts: [quiet, [780, 80, true]],
    outcomes: [[], 0, 1],
  },
};

/** A climb on alert that touches the limit too shortly, falls at once and rests. */
const touchThatRests: [number, number, boolean][] = [
  [1, 50, false],
  [4, 80, true],
  [1, 100, false],
  [1, 80, true],
  [6, 50, false],
];

describe('an alert of two crossings', () => {
  it('is about the first one that it announced in time', () => {
    const told: AlertEpisode[] = [];
    const outcomes = new AlertOutcomes({
      horizonSeconds,
      onEpisode: (episode) => told.push(episode),
      onCrossing: () => {},
    });
    const story = storyOf([
      [50, 10],
      [20, 60, true],
      [10, 120, true],
      [40, 60, true],
      [30, 120, true],
      [300, 10],
    ]);
    for (const { time, value, raised } of story) outcomes.observe(time, value, 100, raised, 1);
    assert.deepEqual(told, [{ start: 50, outcome: 'true', crossedAt: 70 }]);
  });
});

describe('the outcomes of alerts', () => {
  for (const [name, { parts, outcomes }] of Object.entries(stories)) {
    it(`are the same live, in a backtest and in the evaluation: ${name}`, () => {
      const samples = storyOf(parts);
      assert.deepEqual(backtestOutcomes(samples), outcomes, 'backtest');
      assert.deepEqual(evaluationOutcomes(samples), outcomes, 'evaluation');
      assert.deepEqual(liveOutcomes(samples), outcomes, 'live');
    });

    it(`are the same for a lower limit, live and in a backtest: ${name}`, () => {
      const mirrored = storyOf(parts).map((sample) => ({ ...sample, value: 200 - sample.value }));
      assert.deepEqual(backtestOutcomes(mirrored, 'lower'), outcomes, 'backtest');
      assert.deepEqual(liveOutcomes(mirrored, 'lower'), outcomes, 'live');
    });
  }

  it('leave open, in a live series only, what a backtest calls false at its end', () => {
    const samples = storyOf([quiet, [180, 80, true]]);
    assert.deepEqual(backtestOutcomes(samples), [[], 0, 1]);
    assert.deepEqual(evaluationOutcomes(samples), [[], 0, 1]);
    assert.deepEqual(liveOutcomes(samples), [[], 0, 0]);
  });

  it('take an alert that goes on after a short crossing as a warning of it, where a pause is longer than two horizons', () => {
    const samples = storyOf([quiet, [10, 80, true], [12, 80], [6, 100], [10, 80, true], quiet]);
    const setting = { limit: 100, horizonSeconds: 5, intervalSeconds: 1 };
    assert.deepEqual(foldOf(samples, setting).crossings, [{ time: 222, leadSeconds: 22 }]);
    const gone = storyOf([quiet, [10, 80, true], [12, 80], [6, 100], [30, 80], [10, 80, true], quiet]);
    assert.deepEqual(foldOf(gone, setting).crossings, [{ time: 222, leadSeconds: undefined }]);
  });

  it('are what the definition says of any series', () => {
    const seconds = fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 120 }));
    const part = fc.tuple(seconds, fc.constantFrom(50, 80, 100), fc.boolean());
    const settings = fc.record({
      limit: fc.constant(100),
      horizonSeconds: fc.constantFrom(5, 12, 20, 60),
      intervalSeconds: fc.constantFrom(1, 3, 10, 40),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 25 }), settings, (parts, setting) => {
        const samples = storyOf(parts);
        assert.deepEqual(foldOf(samples, setting), referenceOutcomes(samples, setting));
      }),
      { numRuns: 2000, examples: [[touchThatRests, { limit: 100, horizonSeconds: 5, intervalSeconds: 1 }]] },
    );
  });

  it('take a bounded amount of memory', () => {
    let told = 0;
    const outcomes = new AlertOutcomes({
      horizonSeconds,
      onEpisode: () => told++,
      onCrossing: () => undefined,
    });
    assert.ok(collectGarbage());
    const before = heapSize().heapBytes;
    for (let time = 0; time < 2_000_000; time++) outcomes.observe(time, 80, 100, time % 32 === 0, 1);
    assert.ok(collectGarbage());
    const grown = heapSize().heapBytes - before;
    assert.ok(told > 62_000 && grown < 1e6, `${told} told, ${grown} bytes`);
    outcomes.finish(true);
  });
});
