import assert from 'node:assert/strict';
import { isNeverNegative, parseTypesDb } from '../../../../plugins/collectd/types-db.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const typesDb = parseTypesDb(`gauge value:GAUGE:U:U
memory value:GAUGE:0:281474976710656
temperature value:GAUGE:U:U
`);

/** The last predicted value of a series that falls by one a second, below 0 before the horizon is over. */
async function predictedOf(identifier: string, output: string, firstValue: number): Promise<number> {
  const rig = new PredictorRig();
  const [, plugin, type] = identifier.split('/');
  const target = `series: "*/${plugin}/${type}", limit: 1000, forecaster: linear, output: ${output}`;
  const predictor = rig.start(parseConfig(`targets: {falling: {${target}}}`, 'test'), {
    isNeverNegative: (name, dataSource) => isNeverNegative(typesDb, name, dataSource),
  });
  for (let second = 0; second < 20; second++) {
    rig.now++;
    rig.redis.write(identifier, rig.now, firstValue - second);
    await predictor.round();
  }
  return rig.output.take(`web1/${output}`).at(-1)!.values[0]!;
}

describe('a predicted value below 0', () => {
  it('goes out where the type of the output may be negative', async () => {
    const warm = await predictedOf('web1/sensors-board/temperature-cpu', 'dma/temperature', 30);
    assert.ok(Math.abs(warm - (11 - 60)) < 1e-6, `${warm}`);
    const cold = await predictedOf('web1/sensors-board/temperature-cpu', 'dma/temperature', -5);
    assert.ok(Math.abs(cold - (-24 - 60)) < 1e-6, `${cold}`);
  });

  it('goes out as 0 where the type of the output or of the series cannot be negative', async () => {
    assert.equal(await predictedOf('web1/memory/memory-used', 'dma/memory', 30), 0);
    assert.equal(await predictedOf('web1/x/gauge-y', 'dma/memory', 30), 0);
    assert.equal(await predictedOf('web1/memory/memory-used', 'dma/gauge', 30), 0);
  });
});

/** Log lines about the values of a series that overflows from second 3 to 6. */
async function saidOf(type: string): Promise<string[]> {
  const rig = new PredictorRig();
  const target = `series: "*/snmp/${type}", limit: 1000, output: dma/gauge`;
  const predictor = rig.start(parseConfig(`targets: {volume: {${target}}}`, 'test'), {
    isNeverNegative: (name, dataSource) => isNeverNegative(typesDb, name, dataSource),
  });
  for (let second = 0; second < 10; second++) {
    rig.now++;
    rig.redis.write(`nas/snmp/${type}`, rig.now, second < 3 || second > 6 ? 900 : -2_000_000_000);
    await predictor.round();
  }
  return rig.said().filter((line) => line.includes(': values'));
}

describe('a value below 0', () => {
  it('is said once where the type cannot be negative, and its end', async () => {
    const [failing, recovered, ...more] = await saidOf('memory');
    assert.match(failing!, /nas\/snmp\/memory: values are below 0, .* SNMP do\? \(-2000000000\)$/);
    assert.match(recovered!, /nas\/snmp\/memory: values recovered after 4 s$/);
    assert.deepEqual(more, []);
  });

  it('is nothing to say where the type may be negative', async () => {
    assert.deepEqual(await saidOf('temperature'), []);
  });
});
