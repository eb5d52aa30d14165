import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const used = 'web1/memory/memory-used';
const free = 'web1/memory/memory-free';
const cached = 'web1/memory/memory-cached';
const anyState = parseConfig(
  'targets: {memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*", output: dma/memory}}',
  'test',
);

describe('the capacities of the predictor', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  /** Writes the values and runs a round in each of a number of seconds. */
  async function run(
    predictor: ReturnType<PredictorRig['start']>,
    seconds: number,
    values: Readonly<Record<string, number>>,
  ): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      rig.now++;
      for (const [name, value] of Object.entries(values)) rig.redis.write(name, rig.now, value);
      await predictor.round();
    }
  }

  function unpredicted(): number | undefined {
    return rig.output.take('self1/dma-self/gauge-unpredicted').at(-1)?.values[0];
  }

  function shares(): ReadonlySet<number> {
    const lists = rig.output.take('web1/dma-memory/percent-predicted');
    return new Set(lists.map(({ values }) => Math.round(values[0]!)));
  }

  it('are waited for while the parts of a new host appear', async () => {
    const predictor = rig.start(anyState);
    await run(predictor, 13, { [used]: 400 });
    assert.equal(unpredicted(), 1);
    await run(predictor, 27, { [used]: 400, [free]: 400 });
    assert.deepEqual(rig.output.take('web1/dma-memory/percent-risk'), []);
    await run(predictor, 60, { [used]: 400, [free]: 400, [cached]: 200 });
    assert.deepEqual(shares(), new Set([40]));
    assert.equal(unpredicted(), 0);
    assert.deepEqual(rig.said(), []);
  });

  it('are waited for when a host comes back and its parts appear one after another', async () => {
    await run(rig.start(anyState), 60, { [used]: 400, [free]: 400, [cached]: 200 });
    rig.now += 7 * 86_400;
    rig.output.take();
    const predictor = rig.start(anyState);
    await run(predictor, 12, { [used]: 400 });
    await run(predictor, 60, { [used]: 400, [free]: 400, [cached]: 200 });
    assert.deepEqual(shares(), new Set([40]));
  });

  it('leave out a part that is left over from last week, which is said once', async () => {
    rig.redis.write('web1/memory/memory-wired', rig.now - 7 * 86_400, 100);
    await run(rig.start(anyState), 60, { [used]: 400, [free]: 600 });
    rig.output.take();
    const predictor = rig.start(anyState);
    await run(predictor, 30, { [used]: 400, [free]: 600 });
    assert.deepEqual(shares(), new Set([40]));
    assert.equal(unpredicted(), 0);
    const line = `warning: ${used}: the sum of its capacity leaves out web1/memory/memory-wired: no longer written`;
    assert.deepEqual(rig.said(), [line]);
  });

  it('stay as they are while a part is late, and change when it has ended', async () => {
    const predictor = rig.start(anyState);
    await run(predictor, 60, { [used]: 400, [free]: 400, [cached]: 200 });
    shares();
    await run(predictor, 280, { [used]: 400, [free]: 400 });
    assert.deepEqual(shares(), new Set([40]));
    assert.deepEqual(rig.said(), [`warning: ${used}: capacity cannot be updated: ${cached} is late`]);
    await run(predictor, 60, { [used]: 400, [free]: 400 });
    assert.deepEqual([...shares()], [40, 50]);
    assert.match(rig.said().join('\n'), /the sum of its capacity leaves out web1\/memory\/memory-cached/);
  });

  it('that are never known are counted and said, each with its reason', async () => {
    const predictor = rig.start(anyState);
    rig.redis.write('web3/x', rig.now, 1);
    await run(predictor, 40, { [used]: 400, 'web2/memory/memory-used': 0, 'web2/memory/memory-free': 0 });
    assert.equal(unpredicted(), 2);
    assert.deepEqual(rig.said().toSorted(), [
      `warning: ${used}: capacity is not known yet: there are no samples of series like */memory/memory-* except its own`,
      'warning: web2/memory/memory-used: capacity is not known yet: series like */memory/memory-* add up to 0, as swap that is off does; predicted once they do not',
    ]);
  });

  it('are told where the limit is above them, or the value is', async () => {
    const predict = (options: string) =>
      rig.start(parseConfig(`targets: {memory: {series: "*/memory/memory-used", ${options}}}`, 'f'));
    const sum = 'capacity: "*/memory/memory-{used,free}"';
    await run(predict(`${sum}, limit: 2000`), 5, { [used]: 400, [free]: 600 });
    const unfit = `warning: ${used}: capacity and limit do not fit`;
    assert.deepEqual(rig.said(), [
      `${unfit}: the limit of 2.0 KiB is above the capacity of 1000 B, so it is never reached; see limit in dma.yaml`,
    ]);
    await run(predict(`${sum}, limit: 1000`), 5, { [used]: 400, [free]: 600 });
    assert.deepEqual(rig.said(), [`${used}: capacity and limit recovered after 5 s`]);
    await run(predict('capacity: 300'), 5, { [used]: 400 });
    assert.deepEqual(rig.said(), [
      `${unfit}: the capacity of 300 B is less than what is used, 400 B; see capacity in dma.yaml`,
    ]);
  });

  for (const [limits, before, after, left] of [
    ['', 400, 3000, 5000],
    ['lowerLimit: 10%, ', 1500, 50, 250],
  ] as const)
    it(`are looked at before a limit counts as reached, wherever the host gets another size: ${limits || 'limit'}`, async () => {
      const size = limits === '' ? 600 : 8500;
      for (let seconds = 20; seconds < 30; seconds++) {
        rig = new PredictorRig();
        const predictor = rig.start(memoryConfig(limits));
        await run(predictor, seconds, { [used]: before, [free]: size });
        await run(predictor, 15, { [used]: after, [free]: left });
        const risks = rig.output.take('web1/dma-memory/percent-risk').map(({ values }) => values[0]!);
        assert.ok(risks.length > 25);
        assert.ok(Math.max(...risks) < 50, `after ${seconds} s: ${risks.join(' ')}`);
      }
    });

  it('are known of a series that is silent for hours only until it has been for long', async () => {
    const max = 'web1/memory/memory-max';
    const named = parseConfig(
      'targets: {memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-max"}}',
      'test',
    );
    await run(rig.start(named), 60, { [used]: 400, [max]: 1000 });
    assert.equal(unpredicted(), 0);
    rig.now += 7200;
    const predictor = rig.start(named);
    await run(predictor, 30, { [used]: 400 });
    assert.equal(unpredicted(), 1);
    assert.deepEqual(rig.said(), [
      `warning: ${used}: capacity is not known yet: ${max} is no longer written`,
    ]);
  });
});

describe('hosts whose clock is behind', () => {
  for (const [behind, hosts] of [
    [320, 'minutes'],
    [3660, 'an hour'],
    [86_400 * 365 * 30, 'decades'],
  ] as const)
    it(`by ${hosts} are predicted by what arrives, and that is said once`, async () => {
      const rig = new PredictorRig();
      rig.clockError = behind;
      const predictor = rig.start();
      await rig.run(predictor, 80, () => 100);
      assert.ok(Math.abs(rig.output.take('web1/dma/memory').at(-1)!.time - (rig.now + behind)) <= 1);
      const said = rig.said();
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(said[0]!, /^warning: clocks: the clock of a host, or this machine's, is wrong: web1 \(/);
      for (let second = 0; second < 25; second++) {
        rig.now++;
        for (const name of [used, free]) rig.redis.write(name, rig.now + behind, 500);
        await predictor.round();
      }
      assert.match(rig.said().join('\n'), /clocks: recovered/);
    });

  it('are forgotten when nothing arrives any more, and a host that is gone is not counted', async () => {
    const rig = new PredictorRig();
    rig.write(100, 'gone');
    rig.now += 3700;
    rig.clockError = 3700;
    const predictor = rig.start();
    await rig.run(predictor, 30, () => 100);
    assert.deepEqual(
      predictor.series.map(({ name }) => name),
      [used],
    );
    assert.deepEqual(rig.output.take('self1/dma-self/gauge-unpredicted').at(-1)!.values, [0]);
    rig.now += 3700;
    await predictor.round();
    await rig.idle(predictor, 30);
    assert.deepEqual(predictor.series, []);
  });
});
