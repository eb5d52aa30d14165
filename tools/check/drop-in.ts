import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedSeries } from '../../plugins/samples/series-names.ts';
import { packageRoot } from '../package-root.ts';

/** The path of the shipped file that loads a plugin of collectd, whether or not there is one. */
function dropInFile(plugin: string): string {
  return join(packageRoot, 'conf/collectd.conf.d', `dma-${plugin}.conf`);
}

/** Names the shipped file that loads a plugin of collectd, as the cure where collectd does not load it. */
export function copyDropIn(plugin: string): string {
  return `copy ${dropInFile(plugin)} to collectd.conf.d and restart collectd`;
}

/**
 * Says what to do when Redis has no series that a target could read.
 *
 * @param pattern glob of the target's series
 * @param names of all series in Redis
 */
export function missingSeriesCure(pattern: string, names: readonly NamedSeries[]): string {
  const plugin = /^[^/]*\/(\w+)[-/]/.exec(pattern)?.[1];
  if (plugin === undefined) return 'does collectd load that plugin and write_redis?';
  const others = names.filter((series) => series.plugin === plugin);
  const wantsShare = /\/percent[^/]*$/.test(pattern);
  const share = others.find(({ type }) => !wantsShare && type.startsWith('percent'));
  if (share !== undefined)
    return `there is ${share.name}, and dma predicts bytes; set ValuesAbsolute true in \`<Plugin ${plugin}>\``;
  const other = others[0];
  if (other !== undefined) return `of that plugin there is ${other.name}; does a selection leave it out?`;
  if (!existsSync(dropInFile(plugin))) return `does collectd load the ${plugin} plugin and write_redis?`;
  return `where collectd does not load the ${plugin} plugin, ${copyDropIn(plugin)}`;
}
