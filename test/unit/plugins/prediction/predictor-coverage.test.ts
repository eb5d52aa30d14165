import assert from 'node:assert/strict';
import { builtIn, parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

type Values = Readonly<Record<string, number | 'nan'>>;

const shipped = parseConfig(JSON.stringify({ targets: builtIn.targets }), 'test');
const percentages: Values = {
  'web1/memory/percent-used': 40,
  'web1/memory/percent-free': 60,
  'web1/df-root/percent_bytes-used': 40,
};
const memory: Values = Object.fromEntries(
  ['used', 'free', 'cached', 'buffered', 'slab_recl', 'slab_unrecl'].map((state) => [
    `web1/memory/memory-${state}`,
    100,
  ]),
);

describe('the predictor, as to what should be predicted and is not,', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  /** Writes the values and runs a round in each of a number of seconds. */
  async function run(predictor: Predictor, seconds: number, values: Values): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      rig.now++;
      for (const [name, value] of Object.entries(values)) rig.redis.write(name, rig.now, value);
      await predictor.round();
    }
  }

  /** Notifications since the last call: about coverage, or all. */
  function notified(isAll = false): string[] {
    return rig.output.notifications
      .splice(0)
      .filter(({ typeInstance }) => isAll || typeInstance === 'unpredicted')
      .map(({ severity, message }) => {
        assert.ok(Buffer.byteLength(message) <= 255, `collectd cuts longer ones: ${message}`);
        return `${severity} ${message}`;
      });
  }

  function newest(value: string): number | undefined {
    return rig.output.take(`self1/dma-self/${value}`).at(-1)?.values[0];
  }

  async function afterStart(config: Config, seconds: number, values: Values): Promise<Predictor> {
    const predictor = rig.start(config);
    await run(predictor, seconds, values);
    return predictor;
  }

  it('says nothing of a target without series, nor that all is predicted, while Redis itself cannot be read', async () => {
    const config = parseConfig(
      'targets: {memory: {series: "*/memory/memory-used", limit: 1MiB}, swap: {series: "*/swap/swap-used", limit: 1MiB}}',
      'test',
    );
    const parts = rig.parts();
    const reader = Object.assign(parts.reader, { areNamesWhole: false });
    const predictor = new Predictor({ ...parts, config, detectors: new Map() });
    await run(predictor, 200, memory);
    assert.deepEqual([rig.said(), notified()], [[], []]);
    assert.equal(newest('gauge-series'), 1);
    reader.areNamesWhole = true;
    await run(predictor, 200, memory);
    assert.equal(rig.said()[0], 'warning: target swap finds no series like */swap/swap-used in Redis yet');
    assert.match(notified().join(), /^FAILURE .*swap/);
  });

  it('tells that nothing is predicted while Redis itself cannot be read, and the cache has other series', async () => {
    const parts = rig.parts();
    Object.assign(parts.reader, { areNamesWhole: false });
    const predictor = new Predictor({ ...parts, config: shipped, detectors: new Map() });
    await run(predictor, 150, { 'web1/queue/gauge-length': 1 });
    assert.match(notified(true).join('\n'), /^FAILURE no series is found, and nothing is predicted/);
  });

  it('tells within two minutes that there are only percentages, with the cure, and nothing else', async () => {
    const predictor = await afterStart(shipped, 50, percentages);
    assert.deepEqual(notified(true), [], 'the others may be about to come');
    await run(predictor, 50, percentages);
    assert.deepEqual(notified(true), [
      'FAILURE nothing is predicted: memory of web1, disk of web1. There is memory/percent-used; set ValuesAbsolute true in <Plugin memory>, or take series: "*/memory/percent-used", capacity: 100; for the others see dma check',
    ]);
    assert.deepEqual([newest('gauge-series'), newest('gauge-unpredicted')], [0, 2]);
    await run(predictor, 300, percentages);
    assert.deepEqual(notified(true), [], 'once');
  });

  it('tells the end when everything is predicted, and that it has ended', async () => {
    const predictor = await afterStart(shipped, 100, percentages);
    notified(true);
    const both = { ...percentages, ...memory };
    await run(predictor, 100, both);
    const [warning, ...more] = notified();
    assert.match(
      warning!,
      /^WARNING 1 of 2 not predicted: disk of web1\. There is df-root\/percent_bytes-used/,
    );
    assert.deepEqual(more, []);
    await run(predictor, 60, {
      ...both,
      'web1/df-root/df_complex-used': 10,
      'web1/df-root/df_complex-free': 10,
    });
    assert.deepEqual(notified(), ['OKAY everything that should be is predicted']);
    assert.deepEqual([newest('gauge-series'), newest('gauge-unpredicted')], [2, 0]);
  });

  it('tells the cure, and no silence, when collectd is restarted with percentages in place of bytes', async () => {
    await run(rig.start(shipped), 100, memory);
    notified(true);
    rig.now += 20;
    const predictor = await afterStart(shipped, 120, percentages);
    const [failure, ...more] = notified(true);
    assert.match(
      failure!,
      /^FAILURE nothing is predicted: web1\/memory\/memory-used, disk of web1\. There is memory\/percent-used/,
    );
    assert.ok(
      more.every((one) => one.startsWith('OKAY')),
      more.join('\n'),
    );
    await run(predictor, 120, { ...percentages, ...memory });
    assert.match(notified(true).join('\n'), /^WARNING 1 of 2 not predicted: disk of web1/m);
  });

  it('tells the cure after the silence when only collectd is restarted with percentages', async () => {
    const predictor = await afterStart(shipped, 100, memory);
    notified(true);
    await run(predictor, 120, percentages);
    const told = notified(true).map((one) => one.slice(0, 37));
    assert.deepEqual(told, [
      'FAILURE no new samples arrive, and no',
      'OKAY samples arrive in Redis',
      'FAILURE nothing is predicted: web1/me',
    ]);
  });

  it('is content with a machine that has memory alone, and says so once', async () => {
    const predictor = await afterStart(shipped, 600, memory);
    assert.deepEqual(notified(), ['OKAY everything that should be is predicted']);
    await run(predictor, 600, memory);
    assert.deepEqual(notified(), []);
  });

  it('tells of a target without any series while others have some', async () => {
    const disk = { 'web1/df-root/df_complex-used': 10, 'web1/df-root/df_complex-free': 10 };
    const predictor = await afterStart(shipped, 110, disk);
    assert.deepEqual(notified(), []);
    await run(predictor, 40, disk);
    assert.deepEqual(notified(), [
      'FAILURE 1 of 2 not predicted: memory of web1. There is df-root/df_complex-used, and no series of the memory plugin; let collectd load the memory plugin there',
    ]);
  });

  it('names three of the hosts that are not predicted, and how many more, in one notification', async () => {
    const fleet: Record<string, number> = {};
    for (let host = 0; host < 40; host++)
      for (const [name, value] of Object.entries(host < 5 ? { 'x/memory/percent-used': 1 } : memory))
        fleet[name.replace(/^\w+/, `web${host}`)] = value as number;
    await afterStart(shipped, 300, fleet);
    assert.deepEqual(notified(), [
      'WARNING 5 of 40 not predicted: memory of web0, memory of web1, memory of web2 and 2 more. There is memory/percent-used; set ValuesAbsolute true in <Plugin memory>, or take series: "*/memory/percent-used", capacity: 100',
    ]);
  });

  it('tells why the capacity is not known', async () => {
    await afterStart(memoryConfig(), 120, { ...memory, 'web1/memory/memory-free': 'nan' });
    assert.deepEqual(notified(), [
      'FAILURE nothing is predicted: web1/memory/memory-used. Its capacity is not known: web1/memory/memory-free has no value; correct capacity, or give a number',
    ]);
  });

  it('tells values that are never known, and not as silence', async () => {
    const share = parseConfig('targets: {swap: {series: "*/swap/percent-used", capacity: 100}}', 'test');
    await afterStart(share, 200, { 'web1/swap/percent-used': 'nan' });
    const [failure, ...okays] = notified(true);
    assert.equal(
      failure,
      'FAILURE nothing is predicted: web1/swap/percent-used. Its values are unknown (nan); does its source give any? With optional: true it need not',
    );
    assert.ok(okays.length > 0 && okays.every((one) => one.startsWith('OKAY')), 'after that word');
    assert.deepEqual([newest('gauge-series'), newest('gauge-unpredicted'), newest('gauge-stale')], [0, 1, 0]);
  });

  it('is quiet about an optional target of which there is nothing on the machine', async () => {
    const swap =
      'targets: {swap: {series: "*/swap/swap-used", capacity: "*/swap/swap-{used,free}", optional: true}}';
    await afterStart(parseConfig(swap, 'test'), 200, { 'web1/swap/swap-used': 0, 'web1/swap/swap-free': 0 });
    assert.deepEqual(notified(true), []);
    assert.equal(newest('gauge-unpredicted'), 0);
  });

  it('predicts a file system whose name is as long as collectd allows, under a shorter one that is told', async () => {
    const mount = 'p'.repeat(127);
    await afterStart(shipped, 40, {
      ...memory,
      [`web1/df-${mount}/df_complex-used`]: 10,
      [`web1/df-${mount}/df_complex-free`]: 10,
    });
    const said = rig.said();
    assert.equal(said.length, 1);
    const [, resource] = /: its name is too long behind the target's, so its values are named (\S+)$/.exec(
      said[0]!,
    )!;
    assert.ok(rig.output.take(`web1/dma-${resource}/percent-risk`).length > 0);
    assert.deepEqual([newest('gauge-series'), newest('gauge-unpredicted')], [2, 0]);
  });

  it('tells of a name that is still written and malformed, and not of one that is left over', async () => {
    const odd = 'a\nb/memory/memory-used';
    const predictor = await afterStart(memoryConfig(), 120, { ...memory, [odd]: 1 });
    assert.match(
      notified().join(),
      /^WARNING 1 of 2 not predicted: a\?b\/memory\/memory-used\. Its name is malf/,
    );
    rig.now += 7200;
    await run(predictor, 120, memory);
    assert.deepEqual(notified(), ['OKAY everything that should be is predicted']);
  });

  it('does not flap where a capacity comes and goes', async () => {
    const predictor = await afterStart(memoryConfig(), 100, memory);
    assert.deepEqual(notified(), ['OKAY everything that should be is predicted']);
    for (let turn = 0; turn < 10; turn++) {
      await run(predictor, 20, { 'web2/memory/memory-used': 0, 'web2/memory/memory-free': 0, ...memory });
      await run(predictor, 20, { 'web2/memory/memory-used': 1, 'web2/memory/memory-free': 1, ...memory });
    }
    assert.ok(notified().length <= 1);
  });
});
