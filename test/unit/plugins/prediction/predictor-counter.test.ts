import assert from 'node:assert/strict';
import { isCounter, parseTypesDb } from '../../../../plugins/collectd/types-db.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const typesDb = parseTypesDb('if_octets rx:DERIVE:0:U, tx:DERIVE:0:U\nmemory value:GAUGE:0:U\n');
const name = 'web1/interface-eth0/if_octets';

/** Writes one value a second. */
async function run(
  valueAt: (second: number) => number,
  seconds = 60,
): Promise<{ rig: PredictorRig; abstentions: number }> {
  const rig = new PredictorRig();
  const target = 'series: "*/interface-*/if_octets", dataSource: 1, limit: 10500, output: dma/gauge-net';
  const predictor = rig.start(parseConfig(`targets: {net: {${target}}}`, 'test'), {
    isCounter: (type, dataSource) => isCounter(typesDb, type, dataSource),
  });
  for (let second = 0; second < seconds; second++) {
    rig.now++;
    rig.redis.write(name, rig.now, 0, valueAt(second));
    await predictor.round();
  }
  return { rig, abstentions: rig.output.take('self1/dma-self/gauge-abstentions').at(-1)!.values[0]! };
}

describe('the predictor of a counter', () => {
  it('gives nothing for counts, and says so with the cure', async () => {
    const { rig, abstentions } = await run((second) => 1000 * second);
    assert.deepEqual(rig.output.takeValues('web1/'), {});
    assert.equal(abstentions, 1);
    assert.deepEqual(rig.said(), [
      `warning: ${name}: forecast is not possible: the values are counts, not rates; set StoreRates true in write_redis`,
    ]);
  });

  it('predicts rates', async () => {
    const { rig, abstentions } = await run((second) => 1000.25 + (second % 7));
    assert.ok('web1/dma-net-eth0/percent-risk' in rig.output.takeValues('web1/'));
    assert.equal(abstentions, 0);
    assert.deepEqual(rig.said(), []);
  });
});
