import { statSync } from 'node:fs';
import { type Config, cacheSocket } from '../../plugins/config/config.ts';
import { parseListval } from '../../plugins/collectd/text-protocol.ts';
import { CollectdError, UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { copyDropIn } from './drop-in.ts';
import type { Finding } from './finding.ts';

/** Time limit of collectd's answer. */
const timeoutSeconds = 5;

const advice = `is collectd running, and are you in the SocketGroup of its unixsock plugin? Where it loads none, ${copyDropIn('unixsock')}; one with another SocketFile is named by cache: {unixsock: ...}, and cache: off does without it where collectd itself starts dma predict: a service gives its values to this socket as well`;

/** The result of a look into collectd's cache. */
export interface CacheSight {
  readonly finding: Finding;
  /** Epoch seconds of the newest value of each series; undefined when it cannot be read. */
  readonly times: ReadonlyMap<string, number> | undefined;
  /** Seconds since collectd made its socket, which it does at its start; undefined when it cannot be read. */
  readonly startedSeconds: number | undefined;
}

/**
 * Checks that collectd can be asked for samples that do not get into Redis, and reads what it has.
 *
 * @param now epoch seconds
 */
export async function lookAtCache(
  config: Pick<Config, 'cache' | 'output'>,
  now: number,
): Promise<CacheSight> {
  const socket = cacheSocket(config);
  if (socket === undefined) {
    const text = 'is off; predictions stop when samples no longer get into Redis';
    return { finding: { subject: "collectd's cache", ok: true, text }, ...unread };
  }
  const subject = `collectd's cache at ${socket}`;
  const client = new UnixsockClient(socket, { timeoutSeconds });
  try {
    const { lines } = await client.command('LISTVAL');
    const times = parseListval(lines);
    const text = `holds ${lines.length} series`;
    return { finding: { subject, ok: true, text }, times, startedSeconds: now - madeAt(socket) };
  } catch (error) {
    if (!(error instanceof CollectdError)) throw error;
    const text = `cannot be read: ${error.message}; ${advice}`;
    return { finding: { subject, ok: false, text }, ...unread };
  } finally {
    client.close();
  }
}

const unread = { times: undefined, startedSeconds: undefined };

/** Epoch seconds; -Infinity when the socket has gone meanwhile. */
function madeAt(socket: string): number {
  const stat = statSync(socket, { throwIfNoEntry: false });
  return stat ? stat.mtimeMs / 1000 : Number.NEGATIVE_INFINITY;
}
