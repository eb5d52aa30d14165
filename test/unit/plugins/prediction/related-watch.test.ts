import assert from 'node:assert/strict';
import type { AlertContext } from '../../../../notifiers/event/alert-event.ts';
import { contextOf } from '../../../../plugins/alert-context/alert-context.ts';
import { ContextFiles } from '../../../../plugins/alert-context/context-files.ts';
import { CulpritWatch } from '../../../../plugins/alert-context/culprits-watch.ts';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { RelatedWatch } from '../../../../plugins/prediction/related-watch.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { StoreError, type SampleReader } from '../../../../plugins/samples/sample-reader.ts';
import { ContextKeeper } from '../../../../plugins/series/context-keeper.ts';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const [onset, lag] = [300, 8];
const leak = (second: number): number => 200 + Math.max(0, 10 * (second - onset));

/** The predictor, with a watch for the series that moved, and a processor that is busy shortly before a leak. */
describe('the watch for series that moved', () => {
  const scratch = scratchFolder();
  let rig: PredictorRig;
  let watch: RelatedWatch | undefined;
  beforeEach(() => {
    rig = new PredictorRig();
    watch = undefined;
  });

  function start(
    reader: SampleReader = new WriteRedisReader(rig.redis),
    config: Config = memoryConfig(),
  ): Predictor {
    const now = (): number => rig.now;
    const { log } = recordedLog(now);
    const culprits = new CulpritWatch({
      host: 'other',
      read: () => Promise.resolve([]),
      cgroupOf: () => undefined,
      log,
      now,
    });
    const contexts = new ContextKeeper(new ContextFiles(nodeDisk, scratch(), log), culprits);
    return new Predictor({
      ...rig.parts(),
      config,
      detectors: new Map(),
      contexts,
      watchRelated: (names) => {
        watch = new RelatedWatch({
          reader,
          names,
          contexts,
          typesDb: undefined,
          sleep: () => Promise.resolve(),
          now,
          monotonic: now,
        });
        return watch;
      },
    });
  }

  /** Runs until the alert is raised. @param isBusy the processor before the onset */
  async function untilAlert(predictor: Predictor, isBusy = true, usedAt = leak): Promise<AlertContext> {
    const draws = drawsFrom(seededRandom(1));
    for (let second = 0; second < 400; second++) {
      const busy = isBusy && second >= onset - lag ? 70 : 10;
      rig.redis.write('web1/cpu-0/cpu-user', rig.now + 1, busy + draws.normal());
      rig.redis.write('web1/load/load', rig.now + 1, draws.normal());
      await rig.run(predictor, 1, () => usedAt(second) + draws.normal());
      await watch?.settled;
      const known = contextOf(nodeDisk, scratch(), 'web1', 'memory', rig.now);
      if ((known?.riskPercent ?? known?.anomaly?.percent ?? 0) >= 50) return known!;
    }
    throw new Error('no alert was raised');
  }

  it('tells an alert which moved, how long before, and of how many', async () => {
    const { related } = await untilAlert(start());
    assert.deepEqual(
      [
        related?.looked,
        related?.of,
        related?.series.map(({ identifier, direction }) => [identifier, direction]),
      ],
      [2, 2, [['web1/cpu-0/cpu-user', 'rose']]],
    );
    assert.ok(Math.abs(related!.series[0]!.lagSeconds + lag) <= 3, String(related!.series[0]!.lagSeconds));
  });

  it('tells an anomaly as well, whose step is only some samples old', async () => {
    const text = 'targets: {memory: {series: "*/memory/memory-used", detector: {ensemble: {}}}}';
    const predictor = start(undefined, parseConfig(text, 'f'));
    const { related } = await untilAlert(predictor, true, (second) => (second < onset ? 200 : 500));
    assert.deepEqual(
      related?.series.map(({ identifier, direction }) => [identifier, direction]),
      [['web1/cpu-0/cpu-user', 'rose']],
    );
    assert.ok(Math.abs(related.series[0]!.lagSeconds + lag) <= 3, `${related.series[0]!.lagSeconds} s`);
    assert.ok(rig.now - 1.8e9 < onset + 30);
  });

  it('tells that nothing moved', async () => {
    const { related } = await untilAlert(start(), false);
    assert.deepEqual([related?.looked, related?.series, related?.problem], [2, [], undefined]);
  });

  it('tells why it does not know', async () => {
    class Away extends WriteRedisReader {
      override afterEach(): Promise<never> {
        return Promise.reject(new StoreError('there is no connection'));
      }
    }
    const { related } = await untilAlert(start(new Away(rig.redis)));
    assert.deepEqual([related?.series, related?.problem], [[], 'Redis cannot be read']);
  });

  it('keeps no round waiting, and no alert', async () => {
    class Silent extends WriteRedisReader {
      override afterEach(): Promise<never> {
        return new Promise(() => undefined);
      }
    }
    const predictor = start(new Silent(rig.redis));
    watch = undefined;
    const { related, riskPercent } = await untilAlert(predictor);
    assert.deepEqual([related, riskPercent! >= 50], [undefined, true]);
  });
});
