import assert from 'node:assert/strict';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

/** A machine whose collectd writes under the common name. */
interface Machine {
  readonly total: number;
  readonly usedAt: (second: number) => number;
  /** Seconds by which its clock is ahead. */
  readonly ahead: number;
  /** Seconds after each whole second. */
  readonly phase: number;
  /** Seconds of the run in which it writes (default: all). */
  readonly from?: number;
  readonly to?: number;
}

const sums = `
cache: off
targets:
  memory: {series: ["*/memory/memory-used", "*/memory/memory-slab"], capacity: "*/memory/memory-{used,free,slab}"}
`;

const calm = (total: number) => (at: number) => 0.25 * total + 10 * Math.sin(at);
/** Reaches its limit at the 1000th second. */
const leak = (at: number): number => Math.min(62_000, 57_600 + 36 * (at - 1000)) + 10 * Math.sin(at);

const okay = 'OKAY each series has one writer';
const warning = (distance: string): string =>
  `WARNING 1 series has several writers: web1/memory/memory-used. Two collectd share one name, and their clocks ` +
  `are ${distance} apart; give each its own Hostname, or a Prefix or Database of its own in write_redis`;

const names = ['used', 'free'];

describe('the predictor of two machines of one name whose clocks are far apart', () => {
  let rig: PredictorRig;
  let second: number;
  let risks: number[];
  let told: string[];
  /** True where samples are dated by a time that is past. */
  let areLate: boolean;
  beforeEach(() => {
    rig = new PredictorRig();
    [second, risks, told, areLate] = [0, [], [], false];
  });

  const warnings = (): readonly string[] => told.filter((line) => line !== okay);

  function write(
    { total, usedAt, ahead, phase, from = 0, to = Infinity }: Machine,
    maxSetSize: number,
  ): void {
    if (second < from || second >= to) return;
    const used = usedAt(second);
    for (const name of names) {
      const series = `web1/memory/memory-${name}`;
      rig.redis.write(series, rig.now + ahead + phase, name === 'used' ? used : total - used);
      rig.redis.trim(series, maxSetSize);
    }
  }

  /** Runs to a second; without a predictor, into the past. */
  async function runTo(
    end: number,
    machines: readonly Machine[],
    predictor?: Predictor,
    maxSetSize = 3600,
  ): Promise<void> {
    for (; second < end; second++) {
      for (const one of machines) write(one, maxSetSize);
      rig.now++;
      await predictor?.round();
      for (const { values, time } of rig.output.take('web1/dma-memory/percent-risk')) {
        risks.push(Math.round(values[0]!));
        assert.ok(areLate || Math.abs(time - rig.now) <= 3, `dated by ${time - rig.now} s`);
      }
      for (const { severity, message, pluginInstance, typeInstance } of rig.output.notifications.splice(0)) {
        if (pluginInstance === 'self' && typeInstance === 'mixed') told.push(`${severity} ${message}`);
      }
    }
  }

  const count = (name: string): number =>
    rig.output.take(`self1/dma-self/gauge-${name}`).at(-1)?.values[0] ?? NaN;

  for (const [ahead, distance] of [
    [-30, '30 s'],
    [65, '65 s'],
    [-400, '400 s'],
    [7200, '2.0 h'],
    [-3e7, '347.2 days'],
  ] as const)
    for (const [which, from] of [
      ['was there before', 200],
      ['comes later', 820],
    ] as const)
      for (const leaksBehind of [false, true])
        it(`tells it, and alerts, of a second one that ${which}, by ${ahead} s, of the ${leaksBehind ? 'second' : 'first'}`, async () => {
          const leaking = { total: 64_000, usedAt: leak };
          const idle = { total: 8000, usedAt: calm(8000) };
          const [first, other] = leaksBehind ? [idle, leaking] : [leaking, idle];
          const machines = [
            { ...first, ahead: 0, phase: 0.1 },
            { ...other, ahead, phase: 0.35, from },
          ];
          await runTo(800, machines);
          const predictor = rig.start();
          await runTo(900, machines, predictor);
          // The first one may be an OKAY, because an earlier process may have told it.
          assert.deepEqual(warnings(), [warning(distance)]);
          assert.ok(Math.max(0, ...risks) < 50, 'an alert before its time');
          assert.equal(count('mixed'), 1);
          await runTo(980, machines, predictor);
          assert.ok(risks.at(-1)! >= 50, 'no alert');
          assert.match(told.at(-1)!, /^WARNING/);
        });

  it('tells three of them', async () => {
    const machines = [0, -400, -2000].map((ahead, place) => ({
      total: 8000,
      usedAt: calm(8000),
      ahead,
      phase: 0.1 + 0.2 * place,
    }));
    await runTo(500, machines);
    const predictor = rig.start();
    await runTo(560, machines, predictor);
    assert.deepEqual(told, [warning('400 s and 33 min').replace('Two collectd', 'Three collectd')]);
    assert.equal(predictor.series.length, 1);
  });

  it('tells their distance beside an entry from the future', async () => {
    const idle = { total: 8000, usedAt: calm(8000) };
    const machines = [
      { ...idle, ahead: 0, phase: 0.1 },
      { ...idle, ahead: -400, phase: 0.3, from: 550 },
    ];
    await runTo(300, machines);
    for (const name of names) rig.redis.write(`web1/memory/memory-${name}`, rig.now + 3e7, 4000);
    await runTo(500, machines);
    await runTo(600, machines, rig.start());
    assert.deepEqual(warnings(), [warning('400 s')]);
  });

  it('tells it of a series that Redis keeps short', async () => {
    const idle = { total: 8000, usedAt: calm(8000) };
    const machines = [
      { ...idle, ahead: 0, phase: 0.1 },
      { ...idle, ahead: -70, phase: 0.3, from: 550 },
    ];
    await runTo(500, machines, undefined, 300);
    const predictor = rig.start();
    await runTo(650, machines, predictor, 300);
    assert.deepEqual(told, [okay, warning('70 s')]);
  });

  it('ends with an OKAY when one has ended, and predicts the other, whichever that is', async () => {
    for (const [ahead, isFirst] of [
      [-400, false],
      [-400, true],
      [400, true],
      [400, false],
    ] as const) {
      rig = new PredictorRig();
      [second, risks, told] = [0, [], []];
      const idle = { total: 64_000, usedAt: calm(64_000) };
      const leaking = { total: 64_000, usedAt: leak };
      const [first, other] = isFirst ? [idle, leaking] : [leaking, idle];
      const machines = [
        { ...first, ahead: 0, phase: 0.1, ...(isFirst && { to: 700 }) },
        { ...other, ahead, phase: 0.3, ...(!isFirst && { to: 700 }) },
      ];
      await runTo(600, machines);
      const predictor = rig.start();
      await runTo(980, machines, predictor);
      assert.deepEqual(told, [warning('400 s'), okay], `${ahead} ${isFirst}`);
      assert.ok(risks.at(-1)! >= 50, `no alert ${ahead} ${isFirst}`);
    }
  });

  it('goes on to tell it, with no OKAY between, when the clock of the one behind is put right', async () => {
    const idle = { total: 8000, usedAt: calm(8000) };
    const machines = [
      { ...idle, ahead: -400, phase: 0.1, to: 600 },
      { ...idle, ahead: 0, phase: 0.1, from: 600, to: 900 },
      { ...idle, ahead: 0, phase: 0.4 },
    ];
    await runTo(500, machines);
    const predictor = rig.start();
    await runTo(1010, machines, predictor);
    assert.deepEqual(told, [warning('400 s')]);
    await runTo(1040, machines, predictor);
    assert.deepEqual(told, [warning('400 s'), okay]);
  });

  for (const [name, machines] of [
    ['behind, soon after it came', [{ ahead: 0 }, { ahead: -90, from: 560, to: 700 }]],
    ['behind', [{ ahead: 0 }, { ahead: -400, to: 700 }]],
    ['ahead', [{ ahead: 0 }, { ahead: 400, to: 700 }]],
    ['ahead, as the first one', [{ ahead: 0, to: 700 }, { ahead: -400 }]],
  ] as const)
    it(`tells nothing but the OKAY after the end of the one ${name}`, async () => {
      const all = machines.map((one, place) => ({
        total: 8000,
        usedAt: calm(8000),
        phase: 0.1 + 0.2 * place,
        ...one,
      }));
      await runTo(500, all);
      const predictor = rig.start();
      await runTo(700, all, predictor);
      rig.said();
      await runTo(1300, all, predictor);
      assert.equal(told.at(-1), okay);
      const said = rig.said().filter((line) => !line.startsWith('clocks: recovered'));
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(said[0]!, /^series with several writers recovered/);
    });

  describe('is quiet', () => {
    const idle = { total: 8000, usedAt: calm(8000), ahead: 0, phase: 0.1 };

    it('while a relay fills in what it has held, as fast as it can', async () => {
      await runTo(400, [idle]);
      const predictor = rig.start();
      await runTo(450, [idle], predictor);
      for (let held = 0; held < 300; held++) {
        for (let i = 0; i < 5; i++) {
          const time = rig.now - 5000 + 5 * held + i;
          for (const name of names) rig.redis.write(`web1/memory/memory-${name}`, time, 2000);
        }
        await runTo(second + 1, [idle], predictor);
      }
      assert.deepEqual(warnings(), []);
    });

    it('while all samples come late', async () => {
      areLate = true;
      const late = { ...idle, ahead: -400 };
      await runTo(400, [late]);
      await runTo(600, [late], rig.start());
      assert.deepEqual(warnings(), []);
    });

    it('when the clock of a machine is set back, or ahead', async () => {
      for (const ahead of [-400, -60, 60, 400]) {
        const machines = [
          { ...idle, to: 500 },
          { ...idle, from: 500, ahead },
        ];
        await runTo(400, machines);
        await runTo(700, machines, rig.start());
        assert.deepEqual(warnings(), []);
      }
    });

    it('when single samples come late', async () => {
      await runTo(400, [idle]);
      const predictor = rig.start();
      const random = seededRandom(1);
      while (second < 700) {
        await runTo(second + 7, [idle], predictor);
        rig.redis.write('web1/memory/memory-used', rig.now - 100 - 70 * random(), 2000);
      }
      assert.deepEqual(warnings(), []);
    });
  });

  it('says of a sum that only one of them is predicted, until the other one has ended', async () => {
    const [first, other] = [0, -400].map((ahead) => ({ total: 8000, usedAt: calm(8000), ahead, phase: 0.1 }));
    const both = [first!, { ...other!, ahead: -400.3 }];
    const predictor = rig.start(parseConfig(sums, 'dma.yaml'));
    const mixed = (): readonly string[] =>
      rig.output.notifications
        .filter(({ typeInstance }) => typeInstance === 'mixed')
        .map(({ severity, message }) => `${severity} ${message}`);
    for (; second < 550; second++) {
      if (second === 300) {
        assert.match(mixed().at(-1)!, /^WARNING .*400 s apart, and only the one ahead is predicted/);
        both.pop();
      }
      for (const { ahead, total, usedAt } of both)
        for (const [name, value] of Object.entries({
          used: usedAt(second),
          slab: 100,
          free: total - usedAt(second) - 100,
        }))
          rig.redis.write(`web1/memory/memory-${name}`, rig.now + ahead + 0.1, value);
      rig.now++;
      await predictor.round();
    }
    assert.equal(mixed().at(-1), okay);
  });
});
