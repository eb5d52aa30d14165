import assert from 'node:assert/strict';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const horizonName = 'web1/dma-memory/duration-horizon';

/** Writes a sample every ten seconds, with a round after each; returns what is given back after the last one. */
async function values(
  rig: PredictorRig,
  predictor: Predictor,
  rounds: number,
  valueAt: (round: number) => number,
): Promise<Record<string, number>> {
  for (let round = 0; round < rounds; round++) {
    rig.now += 10;
    rig.write(valueAt(round));
    rig.output.take();
    await predictor.round();
  }
  return rig.output.takeValues('web1/');
}

const leak = (round: number): number => 300 + 4 * round;

describe('a target with horizonSeconds: auto', () => {
  it('predicts as one with the number that is chosen, and gives that number back', async () => {
    const [auto, fixed] = [new PredictorRig(), new PredictorRig()];
    const said: string[] = [];
    const parts = { ...auto.parts(), tell: (text: string) => said.push(text), detectors: new Map() };
    const config = memoryConfig('horizonSeconds: auto');
    const chosen = await values(auto, new Predictor({ ...parts, config }), 140, leak);
    const given = await values(fixed, fixed.start(memoryConfig('horizonSeconds: 180')), 140, leak);
    assert.deepEqual(chosen, { ...given, [horizonName]: 180 });
    assert.ok(given['web1/dma-memory/percent-risk']! > 50);
    assert.deepEqual(said, ['target memory: horizon auto is 3 min for 1 series']);
  });

  it('goes on with the same horizon after a restart', async () => {
    const rig = new PredictorRig();
    const config = memoryConfig('horizonSeconds: auto');
    const before = rig.start(config);
    await values(rig, before, 140, leak);
    const after = rig.start(config);
    rig.output.take();
    await after.round();
    assert.equal(after.series[0]!.config.horizonSeconds, 180);
    assert.equal(after.series[0]!.riskPercent, before.series[0]!.riskPercent);
  });

  it('gives its horizon back beside the only value of a series that is screened', async () => {
    const rig = new PredictorRig();
    const predictor = rig.start(memoryConfig('horizonSeconds: auto', 'publish: atRisk'));
    for (let index = 0; index < 100; index++) {
      rig.now += 10;
      rig.write(300);
    }
    assert.deepEqual(await values(rig, predictor, 1, () => 300), {
      [horizonName]: 180,
      'web1/dma-memory/percent-risk': 0,
    });
  });

  it('waits for enough samples, and then predicts', async () => {
    const rig = new PredictorRig();
    const predictor = rig.start(memoryConfig('horizonSeconds: auto'));
    await values(rig, predictor, 4, () => 300);
    assert.deepEqual(predictor.series, []);
    await values(rig, predictor, 2, () => 300);
    assert.equal(predictor.series.length, 1);
    assert.deepEqual(rig.said(), []);
  });
});
