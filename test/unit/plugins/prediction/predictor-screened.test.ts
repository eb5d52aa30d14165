import assert from 'node:assert/strict';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { raiseAtPercent } from '../../../../analysis/risk/risk-percent.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { RecordedOutput } from '../../../support/recorded-output.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const configOf = (publish: string, target: string): ReturnType<typeof parseConfig> =>
  parseConfig(`publish: ${publish}\ntargets: {memory: ${target}}`, 'test');
const upper = '{series: "*/memory/memory-used", capacity: 1000, limit: 900}';
const risk = 'web1/dma-memory/percent-risk';

/** Quiet for ten minutes, a leak up to `height`, and quiet again; one value a step. */
function* story(height: number, stepSeconds: number): Generator<number> {
  const draws = drawsFrom(seededRandom(height));
  const quiet = Math.round(700 / stepSeconds);
  for (let times = 0; times < 2; times++) {
    for (let i = 0; i < quiet; i++) yield 300 + draws.normal();
    for (let value = 300; value < height; value += 2.5 * stepSeconds) yield value + draws.normal();
    for (let i = 0; i < 60 / stepSeconds; i++) yield height;
  }
}

/** The times at which an alert is on. */
const alerts = (output: RecordedOutput): number[] =>
  output.take(risk).flatMap(({ time, values: [value] }) => (value! >= raiseAtPercent ? [time] : []));

describe('a series that is screened', () => {
  let rig: PredictorRig;
  let outputs: { full: RecordedOutput; screened: RecordedOutput };
  beforeEach(() => {
    rig = new PredictorRig();
    outputs = { full: new RecordedOutput(), screened: new RecordedOutput() };
  });

  const start = (publish: 'all' | 'atRisk', target = upper): Predictor =>
    rig.start(configOf(publish, target), {
      output: publish === 'all' ? outputs.full : outputs.screened,
    });

  for (const [height, stepSeconds] of [
    [950, 1],
    [950, 10],
    [850, 1],
    [850, 5],
  ] as const)
    it(`has the alerts of one that is not: of a leak up to ${height}, every ${stepSeconds} s`, async () => {
      const [full, screened] = [start('all'), start('atRisk')];
      let screens = 0;
      let steps = 0;
      for (const value of story(height, stepSeconds)) {
        rig.now += stepSeconds;
        rig.write(value);
        await full.round();
        await screened.round();
        steps++;
        if (!screened.series[0]?.prediction.full) screens++;
      }
      const expected = alerts(outputs.full);
      assert.ok(expected.length > 3, `${expected.length} samples on alert`);
      assert.deepEqual(alerts(outputs.screened), expected);
      assert.ok(screens > steps / 4, `${screens} of ${steps} steps`);
    });

  it('has those of falling values as well', async () => {
    const target = '{series: "*/memory/memory-used", capacity: 1000, lowerLimit: 10%}';
    const [full, screened] = [start('all', target), start('atRisk', target)];
    for (const value of story(950, 5)) {
      rig.now += 5;
      rig.write(1000 - value);
      await full.round();
      await screened.round();
    }
    const expected = alerts(outputs.full);
    assert.ok(expected.length > 3);
    assert.deepEqual(alerts(outputs.screened), expected);
  });

  it('gives a risk of 0 once a minute, and nothing else', async () => {
    const predictor = start('atRisk');
    const draws = drawsFrom(seededRandom(1));
    await rig.run(predictor, 300, () => 300 + draws.normal() / 3);
    const given = outputs.screened.take(risk);
    assert.ok(given.length >= 4 && given.length <= 6, `${given.length} values`);
    assert.ok(given.every(({ values: [value] }) => value === 0));
    for (const [index, { time }] of given.slice(1).entries())
      assert.ok(Math.abs(time - given[index]!.time - 60) <= 1, `${time - given[index]!.time} s`);
    assert.deepEqual(outputs.screened.take('web1/dma-memory/percent-predicted'), []);
    assert.equal(predictor.series[0]!.riskPercent, 0);
  });

  it('that is at its limit at the start is computed in full, and on alert', async () => {
    for (let second = 0; second < 100; second++) {
      rig.now++;
      rig.write(950);
    }
    const predictor = start('atRisk');
    await rig.run(predictor, 3, () => 950);
    assert.deepEqual(
      outputs.screened.take(risk).map(({ values: [value] }) => value),
      [100, 100, 100],
    );
  });

  it('goes on from its newest samples when Redis has lost its past', async () => {
    const predictor = start('atRisk');
    await rig.run(predictor, 200, () => 300);
    rig.redis.flush();
    await rig.run(predictor, 120, (second) => Math.min(950, 300 + 10 * second));
    assert.equal(predictor.series[0]!.riskPercent, 100);
  });
});
