import { isCounter, isNeverNegative, parseTypesDb } from '../../../plugins/collectd/types-db.ts';
import { parseConfig, type Config } from '../../../plugins/config/config.ts';

export const horizonSeconds = 20;

/**
 * One target of each kind: capacity given, summed up, or none; a sum; a lower limit below 0; one of several data
 * sources.
 */
export function simulatedConfig(forecaster: string): Config {
  const common = `horizonSeconds: ${horizonSeconds}, forecaster: ${forecaster}`;
  return parseConfig(
    `roundSeconds: 1
targets:
  memory: {series: "*/memory/memory-used", capacity: 1000, output: dma/memory, ${common}}
  disk: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-reserved", output: dma/df_complex, ${common}}
  held: {series: ["*/swap/swap-used", "*/swap/swap-cached"], limit: 900, output: dma/swap, ${common}}
  cold: {series: "*/sensors-board/temperature-cpu", lowerLimit: 5, output: dma/temperature, ${common}}
  load: {series: "*/load/load", dataSource: 1, limit: 45, output: dma/gauge, ${common}}
`,
    'simulation',
  );
}

/** The bound of each target that counts as exhaustion. */
export const limits: ReadonlyMap<string, number> = new Map([
  ['memory', 900],
  ['disk', 900],
  ['held', 900],
  ['cold', 5],
  ['load', 45],
]);

/** The capacities of the targets that have one. */
export const capacities: ReadonlyMap<string, number> = new Map([
  ['memory', 1000],
  ['disk', 1000],
]);

/** The target of a predicted value, by the type under which it is given to collectd. */
export const targetOfOutput: ReadonlyMap<string, string> = new Map([
  ['memory', 'memory'],
  ['df_complex', 'disk'],
  ['swap', 'held'],
  ['temperature', 'cold'],
  ['gauge', 'load'],
]);

const typesDb = parseTypesDb(`memory value:GAUGE:0:281474976710656
df_complex value:GAUGE:0:U
swap value:GAUGE:0:1099511627776
temperature value:GAUGE:U:U
gauge value:GAUGE:U:U
percent value:GAUGE:0:100.1
if_octets rx:DERIVE:0:U, tx:DERIVE:0:U
`);

export function isNeverNegativeType(type: string, dataSource: number): boolean {
  return isNeverNegative(typesDb, type, dataSource);
}

export function isCounterType(type: string, dataSource: number): boolean {
  return isCounter(typesDb, type, dataSource);
}
