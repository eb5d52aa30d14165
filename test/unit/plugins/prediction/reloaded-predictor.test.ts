import assert from 'node:assert/strict';
import type { Detector } from '../../../../analysis/detector.ts';
import { ReloadedPredictor, type Reloaded } from '../../../../plugins/prediction/reloaded-predictor.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

function configured(text: string): Reloaded {
  return { config: memoryConfig(text), detectors: new Map(), targetTexts: { memory: text } };
}

const calm: Detector = {
  name: 'fake',
  about: 'made for a test',
  judge: () => ({ kind: 'verdict', abnormal: false, margin: -1 }),
};

describe('a predictor whose configuration is read anew', () => {
  let rig: PredictorRig;
  let next: Reloaded | undefined;
  let predictor: ReloadedPredictor;
  beforeEach(async () => {
    rig = new PredictorRig();
    next = undefined;
    predictor = new ReloadedPredictor(rig.parts(), configured(''), () => {
      const taken = next;
      next = undefined;
      return taken;
    });
    for (let second = 0; second < 120; second++) await round(100 + second);
    // Redis forgets: only a window that was kept can still predict.
    rig.redis.flush();
  });

  async function round(value: number): Promise<void> {
    rig.now++;
    rig.write(value);
    await predictor.round();
  }

  const predictions = (): number =>
    rig.output.take('web1/dma-memory/percent-predicted').filter(({ values }) => Number.isFinite(values[0]))
      .length;

  it('keeps the window of a series whose target is as before', async () => {
    next = configured('');
    predictions();
    await round(220);
    assert.equal(predictions(), 1);
  });

  it('starts a series over whose target has changed', async () => {
    next = configured('horizonSeconds: 30');
    predictions();
    await round(220);
    assert.equal(predictions(), 0);
  });

  it('starts a series over whose target has a detector, because its model may be another one', async () => {
    next = { ...configured(''), detectors: new Map([['memory', calm]]) };
    predictions();
    await round(220);
    assert.equal(predictions(), 0);
  });

  it('compares with the configuration that was read last', async () => {
    next = configured('horizonSeconds: 30');
    await round(220);
    for (let second = 0; second < 60; second++) await round(220 + second);
    rig.redis.flush();
    next = configured('horizonSeconds: 30');
    predictions();
    await round(300);
    assert.equal(predictions(), 1);
  });

  it('pauses as its configuration says', async () => {
    assert.equal(predictor.pauseSeconds(rig.now + 100), 1);
    next = { ...configured(''), config: memoryConfig('', 'roundSeconds: 5') };
    await round(220);
    assert.equal(predictor.pauseSeconds(rig.now + 100), 5);
  });

  const ended = (): string[] =>
    rig.output.notifications
      .splice(0)
      .filter(({ pluginInstance }) => pluginInstance !== 'self')
      .map(
        ({ severity, host, pluginInstance, message }) => `${severity} ${host} ${pluginInstance}: ${message}`,
      );

  it('ends the alert of a series that the new configuration leaves out', async () => {
    for (let second = 0; second < 60; second++) await round(200 + 15 * second);
    assert.deepEqual(ended(), []);
    const text = 'targets: {memory: {series: "db*/memory/memory-used", limit: 900}}';
    next = { config: parseConfig(text, 'test'), detectors: new Map(), targetTexts: { memory: text } };
    for (let second = 0; second < 15; second++) await round(900);
    assert.deepEqual(ended(), ['OKAY web1 memory: dma.yaml no longer has it predicted']);
  });

  it('leaves the alert of a series whose target has other options to its threshold', async () => {
    for (let second = 0; second < 60; second++) await round(200 + 15 * second);
    next = configured('horizonSeconds: 30');
    for (let second = 0; second < 15; second++) await round(950);
    assert.deepEqual(ended(), []);
  });
});
