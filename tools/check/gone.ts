import { join } from 'node:path';
import { countOf } from '../../notifiers/count-of.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { packageRoot } from '../package-root.ts';
import type { Finding } from './finding.ts';
import type { SeenSeries } from './sight.ts';

/**
 * Counts hosts and series of which nothing has come for an hour, while Redis keeps their names, and says how to remove
 * them.
 *
 * @returns undefined for no such series
 */
export function checkGone(series: readonly SeenSeries[]): Finding | undefined {
  const gone = series.filter(({ state }) => state === 'gone');
  if (gone.length === 0) return undefined;
  const livingHosts = new Set(
    series.filter(({ state }) => state !== 'gone').map(({ identifier }) => identifier.host),
  );
  const isOfGoneHost = ({ identifier }: SeenSeries): boolean => !livingHosts.has(identifier.host);
  const ofHosts = gone.filter(isOfGoneHost);
  const hosts = new Set(ofHosts.map(({ identifier }) => identifier.host));
  const others = gone.filter((one) => !isOfGoneHost(one));
  const counts = [
    ...(hosts.size > 0 ? [`${countOf(hosts.size, 'host')}, such as ${example(ofHosts[0]!, 'host')}`] : []),
    ...(others.length > 0
      ? [`${others.length} series of other hosts, such as ${example(others[0]!, 'name')}`]
      : []),
  ];
  return {
    subject: 'gone',
    ok: true,
    kind: 'note',
    text: `${counts.join(', and ')}; Redis keeps their names. To remove them: "Hosts that are gone" in ${join(packageRoot, 'docs/troubleshoot.md')}`,
  };
}

function example({ identifier, newest, ageSeconds }: SeenSeries, part: 'host' | 'name'): string {
  const last = newest === undefined ? 'no samples' : `the last sample ${formatDuration(ageSeconds)} ago`;
  return `${identifier[part]} (${last})`;
}
