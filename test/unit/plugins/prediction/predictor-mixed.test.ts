import assert from 'node:assert/strict';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { isCounter, parseTypesDb } from '../../../../plugins/collectd/types-db.ts';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

/** A machine whose collectd writes under the common name, a number of milliseconds after each whole second. */
interface Machine {
  readonly phase: number;
  readonly total: number;
  readonly usedAt: (second: number) => number;
  /** Seconds of the run in which it writes (default: all). */
  readonly from?: number;
  readonly to?: number;
  /** Seconds by which its clock is ahead. */
  readonly ahead?: number;
  /** Seconds between its samples (default: 1). */
  readonly interval?: number;
}

describe('the predictor of a series that several collectd write', () => {
  let rig: PredictorRig;
  let second: number;
  beforeEach(() => {
    rig = new PredictorRig();
    second = 0;
  });

  function write(machines: readonly Machine[]): void {
    for (const { phase, total, usedAt, from = 0, to = Infinity, ahead = 0, interval = 1 } of machines) {
      if (second < from || second >= to || second % interval !== 0) continue;
      const time = rig.now + phase + ahead;
      const used = usedAt(second);
      rig.redis.write('web1/memory/memory-used', time, used);
      rig.redis.write('web1/memory/memory-free', time, total - used);
    }
  }

  /** Runs to a second, with rounds of a predictor, and none in the past. */
  async function runTo(end: number, machines: readonly Machine[], predictor?: Predictor): Promise<void> {
    for (; second < end; second++) {
      write(machines);
      rig.now++;
      await predictor?.round();
    }
  }

  function risks(): number[] {
    return rig.output.take('web1/dma-memory/percent-risk').map(({ values }) => Math.round(values[0]!));
  }

  function notified(): string[] {
    return rig.output.notifications
      .splice(0)
      .filter(({ pluginInstance, typeInstance }) => pluginInstance === 'self' && typeInstance === 'mixed')
      .map(({ severity, message }) => `${severity} ${message}`);
  }

  const leaking: Machine = { phase: 0.1, total: 64_000, usedAt: (at) => Math.min(62_500, 30_000 + 36 * at) };
  const idle: Machine = { phase: 0.4, total: 8000, usedAt: (at) => 2000 + 10 * Math.sin(at) };
  const warning =
    'WARNING 1 series has several writers: web1/memory/memory-used. Two collectd share one name; ' +
    'give each its own Hostname, or a Prefix or Database of its own in write_redis';

  for (const [name, change, apart] of [
    ['in turns', {}],
    ['exactly in turns', { phase: 0.6 }],
    ['at nearly the same time', { phase: 0.103 }],
    ['at another interval', { phase: 0.3, interval: 10 }],
    ['with a clock behind', { ahead: -4 }],
    ['with a clock ahead', { ahead: 3.5 }],
    ['with a clock far ahead', { ahead: 40 }, 40],
    ['with a clock far behind', { ahead: -25 }, 25],
  ] as const)
    it(`tells it, and alerts of the larger danger, of writers ${name}`, async () => {
      const both = [leaking, { ...idle, ...change }];
      await runTo(870, both);
      const predictor = rig.start();
      await runTo(960, both, predictor);
      const told =
        apart === undefined
          ? warning
          : warning.replace('one name', `one name, and their clocks are ${apart} s apart`);
      assert.deepEqual(notified(), [told]);
      const seen = risks();
      assert.equal(seen.at(-1), 100);
      assert.equal(rig.output.take('self1/dma-self/gauge-mixed').at(-1)?.values[0], 1);
      const share = rig.output.take('web1/dma-memory/percent-predicted').at(-1)!.values[0]!;
      assert.ok(share > 90 && share <= 100, `${share}`);
    });

  it('finds the second one that begins later, and the alert is not interrupted', async () => {
    const both = [leaking, { ...idle, from: 905 }];
    await runTo(800, both);
    const predictor = rig.start();
    await runTo(905, both, predictor);
    assert.equal(risks().at(-1), 100);
    await runTo(960, both, predictor);
    const after = risks();
    assert.ok(
      after.slice(-15).every((risk) => risk === 100),
      after.join(' '),
    );
    assert.deepEqual(notified().slice(-1), [warning]);
  });

  it('ends with an OKAY when one has ended, and predicts the other', async () => {
    const both = [leaking, { ...idle, to: 900 }];
    await runTo(860, both);
    const predictor = rig.start();
    await runTo(1060, both, predictor);
    assert.deepEqual(notified(), [warning, 'OKAY each series has one writer']);
    assert.equal(risks().at(-1), 100);
    assert.equal(rig.output.take('self1/dma-self/gauge-mixed').at(-1)?.values[0], 0);
  });

  for (const [name, phases, ends] of [
    ['two', [0.16, 0.51], 1],
    ['two at nearly the same time', [0.16, 0.29], 0],
    ['three', [0.16, 0.41, 0.7], 2],
  ] as const)
    it(`ends with an OKAY two minutes after one is left of ${name} whose values mingle`, async () => {
      const random = seededRandom(3);
      const used = Array.from({ length: 700 }, () => 2000 + 3000 * random());
      const machines = phases.map((phase, place) => ({
        phase,
        total: 8000,
        usedAt: (at: number): number => used[at]! + 100 * random(),
        ...((ends === 2 ? place > 0 : place === ends) && { to: 200 }),
      }));
      await runTo(100, machines);
      const predictor = rig.start();
      await runTo(310, machines, predictor);
      assert.deepEqual(notified(), [warning]);
      await runTo(330, machines, predictor);
      assert.deepEqual(notified(), ['OKAY each series has one writer']);
      await runTo(600, machines, predictor);
      assert.deepEqual(notified(), []);
      assert.ok(Math.max(...risks()) < 50);
    });

  it('gives collectd no time twice', async () => {
    const both = [leaking, { ...idle, ahead: -4 }];
    await runTo(870, both);
    const predictor = rig.start();
    await runTo(960, both, predictor);
    const times = rig.output.take('web1/dma-memory/percent-risk').map(({ time }) => time);
    assert.deepEqual(
      times,
      [...new Set(times)].toSorted((a, b) => a - b),
    );
  });

  it('takes the limit of each machine from its own capacity', async () => {
    const both = [idle, { ...leaking, usedAt: (at: number): number => 7900 + 10 * Math.sin(at) }];
    await runTo(300, both);
    const predictor = rig.start();
    await runTo(390, both, predictor);
    assert.deepEqual(new Set(risks()), new Set([0]));
  });

  const doubtful =
    'WARNING 1 series has several writers: web1/memory/memory-used. Two collectd share one name, or a single source ' +
    'jumps between levels from sample to sample; give each its own Hostname, or a Prefix or Database of its own ' +
    'in write_redis';

  it('alerts of a leak in one of two or three machines of one size that write exactly in turns', async () => {
    for (const count of [2, 3]) {
      rig = new PredictorRig();
      second = 0;
      const machines = Array.from({ length: count }, (_, turn): Machine => {
        const calm = {
          ...idle,
          total: leaking.total,
          usedAt: (at: number) => 2000 * turn + 10 * Math.sin(at),
        };
        return { ...(turn === 0 ? leaking : calm), phase: turn / count };
      });
      await runTo(870, machines);
      const predictor = rig.start();
      await runTo(960, machines, predictor);
      assert.deepEqual(notified(), [doubtful]);
      assert.equal(risks().at(-1), 100);
    }
  });

  const halves = (until: number): Machine[] => [
    { ...leaking, phase: 0, usedAt: () => 20_000 },
    { ...leaking, phase: 0.5, usedAt: (at) => (at < until ? 40_000 + 10 * Math.sin(at) : 20_000) },
  ];

  it('joins those that may be one when their levels have met for an hour', async () => {
    await runTo(200, halves(400));
    const predictor = rig.start();
    await runTo(3900, halves(400), predictor);
    assert.deepEqual(notified(), [doubtful]);
    await runTo(4100, halves(400), predictor);
    assert.deepEqual(notified(), ['OKAY each series has one writer']);
    risks();
    await runTo(4120, halves(400), predictor);
    assert.equal(risks().length, 20);
  });

  it('says nothing of one that truly alternates, and predicts its higher level', async () => {
    const one: Machine = { ...leaking, usedAt: (at) => (at % 2 === 0 ? 20_000 : Math.min(62_500, 36 * at)) };
    await runTo(1500, [one]);
    const predictor = rig.start();
    await runTo(1750, [one], predictor);
    assert.deepEqual(notified(), ['OKAY each series has one writer']);
    assert.deepEqual(rig.said(), []);
    assert.equal(risks().at(-1), 100);
  });

  it('is found among more series than one round looks at', async () => {
    const hosts = Array.from({ length: 110 }, (_, host) => `calm${host}`);
    const writeCalm = (): void => {
      for (const host of hosts)
        for (const state of ['used', 'free']) rig.redis.write(`${host}/memory/memory-${state}`, rig.now, 500);
    };
    for (; second < 25; second++, rig.now++) {
      writeCalm();
      write([leaking, idle]);
    }
    const predictor = rig.start();
    for (; second < 40; second++) {
      writeCalm();
      write([leaking, idle]);
      rig.now++;
      await predictor.round();
    }
    assert.deepEqual(notified(), [warning]);
  });

  it('predicts the rates where another write_redis gives counts at the same times', async () => {
    const typesDb = parseTypesDb('if_octets rx:DERIVE:0:U, tx:DERIVE:0:U\n');
    const config: Config = parseConfig(
      'targets: {net: {series: "*/interface-*/if_octets", dataSource: 1, limit: 10500, output: dma/gauge-net}}',
      'test',
    );
    let count = 0;
    const writeBoth = (): void => {
      const rate = 1000.5 + 9 * second;
      count += Math.round(rate);
      rig.redis.write('web1/interface-eth0/if_octets', rig.now, rate / 2, rate);
      rig.redis.write('web1/interface-eth0/if_octets', rig.now, count, count);
    };
    for (; second < 950; second++, rig.now++) writeBoth();
    const predictor = rig.start(config, { isCounter: (type, of) => isCounter(typesDb, type, of) });
    for (; second < 1100; second++) {
      rig.now++;
      writeBoth();
      await predictor.round();
    }
    assert.match(notified().join('\n'), /^WARNING 1 series has several writers: .*StoreRates; keep one/);
    const [risk] = rig.output.take('web1/dma-net-eth0/percent-risk').slice(-1);
    assert.equal(risk?.values[0], 100);
  });

  for (const start of [131, 133, 135])
    it(`takes nothing for a writer that a clock left ${140 - start} s ahead when it was set back`, async () => {
      await runTo(80, [{ phase: 0.1, total: 8000, usedAt: () => 7900 }]);
      rig.now -= 60;
      const restarted = [{ phase: 0.5, total: 8000, usedAt: () => 2000 }];
      await runTo(start, restarted);
      const predictor = rig.start();
      await runTo(159, restarted, predictor);
      risks();
      await runTo(163, restarted, predictor);
      const later = risks();
      assert.ok(later.length === 4 && Math.max(...later) < 50, later.join(' '));
      assert.deepEqual(notified(), []);
    });

  it('tells three that were started again with it, at other times, within seconds', async () => {
    for (let run = 0; run < 6; run++) {
      rig = new PredictorRig();
      second = 0;
      const random = seededRandom(run);
      const machines = [8000, 64_000, 16_000].flatMap((total, place): Machine[] => {
        const usedAt = (at: number): number => 0.3 * total + 10 * Math.sin((place + 1) * at);
        return [
          { phase: random(), total, usedAt, to: 100 },
          { phase: random(), total, usedAt, from: 105 },
        ];
      });
      const writing = machines.toSorted((a, b) => a.phase - b.phase);
      await runTo(105, writing);
      const predictor = rig.start();
      await runTo(113, writing, predictor);
      assert.deepEqual(notified(), [warning], `run ${run}`);
    }
  });
});
