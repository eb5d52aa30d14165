import { statSync } from 'node:fs';
import { placeOf } from '../collectd-conf/collectd-conf.ts';
import { findExecUser, groupName, obstacleOf } from '../collectd-conf/user-access.ts';
import type { CollectdSight } from './collectd-sight.ts';
import type { Finding } from './finding.ts';

/**
 * Checks that `dma predict` may ask collectd's socket, which we could.
 *
 * @param finding about the socket, as we have found it
 * @param socket undefined when the cache is off
 * @returns the same finding, or one that names what keeps the user of the Exec line from it
 */
export function checkCacheAccess(
  finding: Finding,
  socket: string | undefined,
  { conf }: Pick<CollectdSight, 'conf'>,
): Finding {
  const exec = conf?.programs.find(({ kind, args }) => kind === 'exec' && args.includes('predict'));
  const user = exec && findExecUser(exec.user);
  const stat = socket === undefined ? undefined : statSync(socket, { throwIfNoEntry: false });
  if (!finding.ok || !user || !stat) return finding;
  const obstacle = obstacleOf(user, socket!, ['write']);
  if (obstacle === undefined) return finding;
  const group = groupName(stat.gid);
  const { values } = exec.item;
  const line = [`${user.name}:${group}`, ...values.slice(1)].map((one) => `"${one}"`).join(' ');
  return {
    ...finding,
    ok: false,
    text: `dma predict cannot read it: ${user.name} ${obstacle}. The exec plugin gives a program no further groups of its user: write \`Exec ${line}\` in ${placeOf(exec.item)}, or name a group of ${user.name} as SocketGroup`,
  };
}
