import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertContext } from '../../../../notifiers/event/alert-event.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { CulpritWatch } from '../../../../plugins/alert-context/culprits-watch.ts';
import type { Output } from '../../../../plugins/collectd/output.ts';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import type { ProcessMemory } from '../../../../plugins/alert-context/process-memory.ts';
import { ContextFiles } from '../../../../plugins/alert-context/context-files.ts';
import { ContextKeeper } from '../../../../plugins/series/context-keeper.ts';
import { contextFolder, contextOf } from '../../../../plugins/alert-context/alert-context.ts';
import type { ValueList } from '../../../../plugins/collectd/text-protocol.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const mebibyte = 2 ** 20;

/** Flat for a minute, then 20 a second. */
function leak(second: number): number {
  return 200 + Math.max(0, 20 * (second - 60));
}

/** Runs a number of seconds, with a sample that has no value in every tenth. */
async function runUnknown(rig: PredictorRig, predictor: Predictor, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 10) {
    rig.now += 9;
    await rig.run(predictor, 1, () => Number.NaN);
  }
}

describe('the predictor, about alert contexts', () => {
  const scratch = scratchFolder();
  let rig: PredictorRig;
  let processes: () => ProcessMemory[];
  let looks: number;
  let said: () => string[];
  beforeEach(() => {
    rig = new PredictorRig();
    looks = 0;
    processes = () => [{ pid: 1, name: 'init', startTicks: 1, residentBytes: mebibyte }];
  });

  /** @param onValue told of each value as collectd is */
  function start(
    onValue: (list: ValueList) => void = () => undefined,
    config: Config = memoryConfig(),
  ): Predictor {
    const now = (): number => rig.now;
    const recorded = recordedLog(now);
    ({ said } = recorded);
    const { log } = recorded;
    const watch = new CulpritWatch({
      host: 'web1',
      read: () => {
        looks++;
        return Promise.resolve(processes());
      },
      cgroupOf: () => undefined,
      log,
      now,
    });
    const output: Output = {
      superseded: 0,
      putValues: (list) => {
        onValue(list);
        rig.output.putValues(list);
      },
      putNotification: (notification) => rig.output.putNotification(notification),
      close: () => undefined,
    };
    return new Predictor({
      config,
      reader: new WriteRedisReader(rig.redis),
      output,
      log,
      host: 'web1',
      detectors: new Map(),
      contexts: new ContextKeeper(new ContextFiles(nodeDisk, scratch(), log), watch),
      now,
      monotonic: now,
    });
  }

  function alertContext(): AlertContext | undefined {
    return contextOf(nodeDisk, scratch(), 'web1', 'memory', rig.now);
  }

  it('says nothing, and looks at no process, while there is no risk', async () => {
    await rig.run(start(), 60, () => 200);
    assert.deepEqual(readdirSync(scratch()), []);
    assert.equal(looks, 0);
  });

  it('has said how it is when collectd hears of the alert, and of exhaustion', async () => {
    const heard: { risk: number; known: AlertContext | undefined }[] = [];
    const predictor = start(({ identifier: { typeInstance }, values }) => {
      if (typeInstance === 'risk') heard.push({ risk: values[0]!, known: alertContext() });
    });
    await rig.run(predictor, 100, leak);
    for (const first of [50, 100]) {
      const { risk, known } = heard.find((each) => each.risk >= first)!;
      assert.equal(known?.riskPercent, risk);
    }
  });

  it('says value, limit, capacity, forecast, risk and time to exhaustion as they are given to collectd', async () => {
    const predictor = start();
    let known: AlertContext | undefined;
    let given: Record<string, number> = {};
    for (let second = 0; second < 100 && (known?.riskPercent ?? 0) < 50; second++) {
      await rig.run(predictor, 1, () => leak(second));
      known = alertContext();
      given = rig.output.takeValues('web1/');
    }
    assert.equal(known!.time, rig.now);
    assert.equal(known!.limit, 900);
    assert.equal(known!.capacity, 1000);
    assert.equal(known!.unit, 'bytes');
    assert.equal(known!.limitSide, 'upper');
    assert.equal(known!.horizonSeconds, 60);
    assert.equal(known!.riskPercent, given['web1/dma-memory/percent-risk']);
    assert.equal(known!.forecast!.predicted, given['web1/dma/memory']);
    assert.equal(known!.forecast!.lower, given['web1/dma-memory/gauge-predicted_lower']);
    assert.equal(known!.forecast!.upper, given['web1/dma-memory/gauge-predicted_upper']);
    assert.equal(known!.forecast!.level, 0.8);
    assert.equal(known!.exhaustion!.seconds, given['web1/dma-memory/duration-exhaustion']);
    assert.equal(known!.exhaustion!.earliest, given['web1/dma-memory/duration-exhaustion_earliest']);
    assert.equal(
      known!.exhaustion!.latest ?? Number.NaN,
      given['web1/dma-memory/duration-exhaustion_latest'],
    );
  });

  it('names the processes that grew while the risk rose', async () => {
    let second = 0;
    processes = () => [
      { pid: 1, name: 'init', startTicks: 1, residentBytes: 900 * mebibyte },
      { pid: 7, name: 'leak', startTicks: 9, residentBytes: 20 * second * mebibyte },
    ];
    const predictor = start();
    for (; second < 100 && (alertContext()?.riskPercent ?? 0) < 50; second++) {
      await rig.run(predictor, 1, () => leak(second));
    }
    const { culprits } = alertContext()!;
    assert.deepEqual(
      culprits.map(({ name, pid }) => [name, pid]),
      [['leak', 7]],
    );
    assert.equal(culprits[0]!.grownBytes, 20 * mebibyte * culprits[0]!.overSeconds);
    assert.ok(looks <= second);
  });

  it('goes on saying how it is for two minutes after the risk, and then says no more', async () => {
    const predictor = start();
    await rig.run(predictor, 85, leak);
    const highest = alertContext()!.riskPercent!;
    await rig.run(predictor, 60, () => 200);
    assert.ok(highest >= 10 && alertContext()!.riskPercent! < 10);
    assert.equal(alertContext()!.value, 200);
    assert.deepEqual(alertContext()!.culprits, []);
    assert.ok(rig.now - alertContext()!.time <= 2);
    await rig.run(predictor, 120, () => 200);
    assert.deepEqual(readdirSync(contextFolder(scratch())), []);
  });

  it('removes at its start what has been left there', async () => {
    const files = new ContextFiles(nodeDisk, scratch(), recordedLog().log);
    await rig.run(start(), 85, leak);
    const known = alertContext()!;
    files.write('gone', 'memory', { ...known, time: known.time - 1000, riskPercent: 2 });
    writeFileSync(join(contextFolder(scratch()), 'web1,x.json.1.tmp'), '');
    await start().round();
    assert.deepEqual(readdirSync(contextFolder(scratch())), ['web1,memory.json']);
  });

  const ends = (): string[] =>
    rig.output.notifications
      .splice(0)
      .filter(({ pluginInstance }) => pluginInstance !== 'self')
      .map(({ severity, host, plugin, pluginInstance, type, typeInstance }) =>
        [severity, host, plugin, pluginInstance, type, typeInstance].join(' '),
      );

  describe('ends the alert of a series that is gone', () => {
    const hour = 3600;

    it('after an hour of silence, once, and removes its file', async () => {
      const predictor = start();
      await rig.run(predictor, 95, leak);
      await rig.idle(predictor, hour - 1);
      assert.deepEqual(ends(), []);
      await rig.idle(predictor, 30);
      assert.deepEqual(ends(), ['OKAY web1 dma memory percent risk']);
      assert.deepEqual(readdirSync(contextFolder(scratch())), []);
      await rig.idle(predictor, hour);
      assert.deepEqual(ends(), []);
    });

    it('and not of one that was not at risk', async () => {
      const predictor = start();
      await rig.run(predictor, 60, () => 200);
      await rig.idle(predictor, hour + 30);
      assert.deepEqual([predictor.series.length, ends()], [0, []]);
    });

    it('also where its samples go on without a value', async () => {
      const predictor = start();
      await rig.run(predictor, 95, leak);
      await runUnknown(rig, predictor, hour - 10);
      assert.deepEqual(ends(), []);
      await runUnknown(rig, predictor, 30);
      assert.deepEqual(ends(), ['OKAY web1 dma memory percent risk']);
      assert.deepEqual(readdirSync(contextFolder(scratch())), []);
      await runUnknown(rig, predictor, 400);
      await rig.idle(predictor, hour + 400);
      assert.deepEqual([predictor.series.length, ends()], [0, []]);
    });

    it('and predicts it again when it has values', async () => {
      const predictor = start();
      await rig.run(predictor, 95, leak);
      await runUnknown(rig, predictor, hour + 30);
      assert.equal(ends().length, 1);
      rig.output.takeValues('web1/');
      await rig.run(predictor, 60, () => 200);
      assert.ok(rig.output.takeValues('web1/')['web1/dma-memory/percent-risk']! < 10);
      await rig.run(predictor, 100, leak);
      assert.equal(rig.output.takeValues('web1/')['web1/dma-memory/percent-risk'], 100);
      assert.equal(alertContext()!.riskPercent, 100);
      await runUnknown(rig, predictor, hour + 30);
      assert.deepEqual(ends(), ['OKAY web1 dma memory percent risk']);
    });

    for (const isFlushed of [false, true])
      it(`also where the program is started again meanwhile${isFlushed ? ', with no value in Redis' : ''}`, async () => {
        const target = '{series: "*/memory/memory-used", capacity: 1000, output: dma/memory}';
        const config = parseConfig(`targets: {memory: ${target}}`, 'test');
        const predictor = start(undefined, config);
        await rig.run(predictor, 95, leak);
        await runUnknown(rig, predictor, 600);
        if (isFlushed) rig.redis.flush();
        const again = start(undefined, config);
        await runUnknown(rig, again, hour - 10);
        assert.deepEqual(ends(), []);
        await runUnknown(rig, again, 400);
        assert.deepEqual(ends(), ['OKAY web1 dma memory percent risk']);
        assert.deepEqual(readdirSync(contextFolder(scratch())), []);
        await runUnknown(rig, again, 400);
        assert.deepEqual(ends(), []);
      });

    for (const [when, silence] of [
      ['within the hour', 600],
      ['long after', 5 * hour],
    ] as const)
      it(`also when the program is started again ${when}, even if Redis is empty then`, async () => {
        for (const isFlushed of [false, true]) {
          await rig.run(start(), 95, leak);
          ends();
          rig.now += silence;
          if (isFlushed) rig.redis.flush();
          const again = start();
          rig.write(200, 'web2');
          await rig.idle(again, Math.max(1, hour - silence - 300));
          if (silence < hour) assert.deepEqual(ends(), []);
          await rig.idle(again, hour + 300);
          assert.deepEqual(ends(), ['OKAY web1 dma memory percent risk']);
          assert.deepEqual(readdirSync(contextFolder(scratch())), []);
        }
      });

    it('and of no series that is there, though it is not at risk since the program was started again', async () => {
      await rig.run(start(), 95, leak);
      rig.now += 2 * hour;
      rig.redis.flush();
      ends();
      await rig.run(start(), 400, () => 200);
      assert.deepEqual(ends(), []);
    });
  });

  it('predicts all the same where it may not say so, and complains once', async () => {
    writeFileSync(join(scratch(), 'contexts'), '');
    await rig.run(start(), 100, leak);
    assert.equal(rig.output.take('web1/dma-memory/percent-risk').at(-1)!.values[0], 100);
    assert.equal(said().filter((line) => line.includes('cannot be written to')).length, 1);
  });

  it('writes every two seconds at most while nothing changes that collectd would notify of', async () => {
    const times = new Set<number>();
    const predictor = start();
    await rig.run(predictor, 99, leak);
    for (let i = 0; i < 20; i++) {
      await rig.run(predictor, 1, () => 980);
      times.add(alertContext()!.time);
    }
    assert.equal(times.size, 10);
  });

  for (const [what, isHeld] of [
    ['holds', true],
    ['no longer holds', false],
  ] as const)
    it(`goes on with an exhaustion whose beginning Redis ${what}, until 2 % are free again`, async () => {
      const config = memoryConfig('horizonSeconds: 10, limit: 1000');
      const risk = (): number => rig.output.take('web1/dma-memory/percent-risk').at(-1)!.values[0]!;
      const first = start(undefined, config);
      await rig.run(first, 60, (second) => Math.min(1000, 700 + 10 * second));
      await rig.run(first, 30, () => 990);
      assert.equal(risk(), 100);
      if (!isHeld) {
        rig.redis.flush();
        rig.now++;
        rig.write(990);
      }
      const second = start(undefined, config);
      await rig.run(second, 10, () => 990);
      assert.equal(risk(), 100);
      await rig.run(second, 30, () => 970);
      assert.ok(risk() < 50);
      await rig.run(start(undefined, config), 10, () => 985);
      assert.ok(risk() < 50, 'what is over is not remembered');
    });

  it('takes no exhaustion of another time, nor one from which the resource has come back', async () => {
    const config = memoryConfig('horizonSeconds: 10, limit: 1000');
    const risk = (): number => rig.output.take('web1/dma-memory/percent-risk').at(-1)!.values[0]!;
    await rig.run(start(undefined, config), 60, (second) => Math.min(1000, 700 + 10 * second));
    assert.equal(risk(), 100);
    for (let second = 0; second < 60; second++) {
      rig.now++;
      rig.write(second < 30 ? 970 : 985);
    }
    await rig.run(start(undefined, config), 1, () => 985);
    assert.ok(risk() < 50, 'it was free meanwhile');
  });
});
