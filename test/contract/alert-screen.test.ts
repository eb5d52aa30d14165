import assert from 'node:assert/strict';
import { auto } from '../../analysis/forecasters/auto.ts';
import { AlertScreen } from '../../analysis/risk/alert-screen.ts';
import type { LabelledSeries } from '../../analysis/scoring/labelled-series.ts';
import { SeriesPredictor } from '../../analysis/series-predictor.ts';
import { simulatedKinds, simulateSeries } from '../../tools/lab/evaluation/simulated-series.ts';
import { recordedTraces } from '../../tools/lab/evaluation/training-material.ts';
import { readRecordedSeries } from '../../tools/archives/recorded-series.ts';

/** Every sample, and one of ten, as slow samplers have it. */
const strides = [1, 10];

/** The samples at which an alert begins, and how many the screen lets through. */
function screened({ samples, limit, horizonSeconds }: LabelledSeries, stride: number) {
  const predictor = new SeriesPredictor({ forecaster: auto, horizonSeconds, level: 0.8 });
  const screen = new AlertScreen(horizonSeconds);
  const missed: number[] = [];
  let [alerts, suspects, count, wasRaised] = [0, 0, 0, false];
  for (const [index, { time, value }] of samples.entries()) {
    if (index % stride !== 0) continue;
    count++;
    const prediction = predictor.append(time, value, limit);
    const mayAlert = screen.mayAlert(time, value, limit);
    assert.equal(prediction === undefined, mayAlert === undefined, 'they refuse the same samples');
    if (!prediction) continue;
    const isRaised = prediction.risk.kind === 'risk' && prediction.risk.raised;
    if (mayAlert) suspects++;
    if (isRaised && !wasRaised) {
      alerts++;
      if (!mayAlert) missed.push(time);
    }
    wasRaised = isRaised;
  }
  return { missed, alerts, suspects, count };
}

describe('the screen for alerts', () => {
  for (const stride of strides) {
    let [alerts, suspects, count] = [0, 0, 0];
    const judge = (series: LabelledSeries): void => {
      const found = screened(series, stride);
      assert.deepEqual(found.missed, [], `${series.name}: alerts that it would have missed`);
      alerts += found.alerts;
      suspects += found.suspects;
      count += found.count;
    };

    it(`lets each alert of the recorded series through, at one sample of ${stride}`, () => {
      for (const series of readRecordedSeries(recordedTraces)) judge(series);
    });

    it(`lets each alert of every simulated kind through, at one sample of ${stride}`, () => {
      for (const kind of simulatedKinds) for (const seed of [101, 102]) judge(simulateSeries(kind, seed));
    });

    it(`lets each alert through at other limits, and of falling series, at one sample of ${stride}`, () => {
      for (const kind of simulatedKinds) {
        const series = simulateSeries(kind, 103);
        for (const share of [0.5, 1.5]) judge({ ...series, limit: share * series.limit });
        const fallen = series.samples.map(({ time, value }) => ({ time, value: -value }));
        const lowest = fallen.reduce((low, { value }) => Math.min(low, value), 0);
        judge({ ...series, samples: fallen, limit: lowest / 2 });
      }
    });

    it(`lets few others through, at one sample of ${stride}`, () => {
      assert.ok(alerts > 100, `${alerts} alerts`);
      assert.ok(suspects < 0.5 * count, `${suspects} of ${count}`);
    });
  }
});
