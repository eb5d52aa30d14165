import assert from 'node:assert/strict';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { batchSize } from '../../../../plugins/process/batches.ts';
import { maxEntries } from '../../../../plugins/samples/sample-reader.ts';
import { firstEntries } from '../../../../plugins/samples/packed-entries.ts';
import type { FakeRedis } from '../../../support/fake-redis.ts';
import { PipelinedRedis } from '../../../support/pipelined-redis.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';
import { RecordedOutput } from '../../../support/recorded-output.ts';

const hosts = 40;
const stepSeconds = 5;

/** The value of a host at a step: most stand still, some climb up to the limit and go back. */
function valuesOf(host: number): (step: number) => number {
  const draws = drawsFrom(seededRandom(host + 1));
  const phase = (host * 13) % 97;
  return (step) => {
    const climbing = host % 4 === 0 ? Math.max(0, ((step + phase) % 97) - 50) * 14 : 0;
    return 300 + draws.normal() + climbing;
  };
}

describe('the start of many series', () => {
  const cases = { all: [20], atRisk: [1, firstEntries - 1, firstEntries, 400] };
  for (const [publish, pasts] of Object.entries(cases))
    for (const pastSteps of pasts)
      it(`is as that of each by itself: publish ${publish}, a past of ${pastSteps} samples`, async () => {
        const rig = new PredictorRig();
        const many = new PipelinedRedis();
        const stores: readonly FakeRedis[] = [rig.redis, many];
        const values = Array.from({ length: hosts }, (_, host) => valuesOf(host));
        const write = (step: number): void => {
          rig.now += stepSeconds;
          for (const [host, valueAt] of values.entries()) {
            const value = valueAt(step);
            for (const store of stores) store.write(`web${host}/memory/memory-used`, rig.now, value);
          }
        };
        for (let step = 0; step < pastSteps; step++) write(step);
        const target = '{series: "*/memory/memory-used", capacity: 1000, limit: 900}';
        const config = parseConfig(`publish: ${publish}\ntargets: {memory: ${target}}`, 'test');
        const [plain, pipelined] = stores.map((store) => {
          const output = new RecordedOutput();
          const parts = { ...rig.parts(), config, output, reader: new WriteRedisReader(store) };
          return { output, predictor: new Predictor({ ...parts, detectors: new Map() }) };
        });
        for (let step = pastSteps; step < pastSteps + 100; step++) {
          await plain!.predictor.round();
          await pipelined!.predictor.round();
          const again = many.asked.filter(({ count }) => count === maxEntries).length;
          if (step === pastSteps)
            assert.equal(again, pastSteps < firstEntries ? 0 : 2 * hosts, 'asked again');
          write(step);
        }
        const lists = plain!.output.take().filter(({ identifier }) => identifier.plugin !== 'self');
        const risks = lists.filter(({ identifier }) => identifier.type === 'percent');
        assert.ok(
          risks.some(({ values: [risk] }) => risk! >= 50),
          'some are on alert',
        );
        const sorted = (all: typeof lists): string[] => all.map((list) => JSON.stringify(list)).toSorted();
        assert.deepEqual(sorted(pipelined!.output.take()), sorted(lists));
      });

  it('does not ask for a part of the past with each newest entry where the store keeps more', async () => {
    const rig = new PredictorRig();
    const store = new PipelinedRedis();
    const count = 3 * batchSize + 1;
    for (let step = 0; step <= firstEntries; step++) {
      rig.now += stepSeconds;
      for (let host = 0; host < count; host++) store.write(`web${host}/memory/memory-used`, rig.now, 300);
    }
    const target = '{series: "*/memory/memory-used", capacity: 1000, limit: 900}';
    const config = parseConfig(`publish: atRisk\ntargets: {memory: ${target}}`, 'test');
    const parts = { ...rig.parts(), config, reader: new WriteRedisReader(store) };
    const predictor = new Predictor({ ...parts, detectors: new Map() });
    for (let round = 0; round < 10; round++) await predictor.round();
    assert.equal(predictor.series.length, count);
    // The second batch is asked for before the first one has been looked at.
    assert.equal(store.asked.filter((one) => one.count === firstEntries).length, 2 * batchSize);
  });
});
