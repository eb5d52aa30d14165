import { parseConfig, type Config } from '../../plugins/config/config.ts';
import { configOfSeries, type SeriesConfig } from '../../plugins/config/target-config.ts';

/** The configuration of one target `memory` with these YAML options, and others on the top level. */
export function memoryConfig(options = '', others = ''): Config {
  const target = `series: "*/memory/memory-used", capacity: "*/memory/memory-{used,free}", output: dma/memory, ${options}`;
  return parseConfig(`targets: {memory: {${target}}}\n${others}`, 'test');
}

/** That target. */
export function memoryTarget(options = ''): SeriesConfig {
  return configOfSeries(memoryConfig(options).targets['memory']!)!;
}
