import { type Config, cacheSocket } from '../../plugins/config/config.ts';
import { CollectdError, UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { copyDropIn } from './drop-in.ts';
import type { Finding } from './finding.ts';

/** Time limit of collectd's answer. */
const timeoutSeconds = 5;

const advice = `is collectd running, and are you in the SocketGroup of its unixsock plugin? Where it loads none, ${copyDropIn('unixsock')}; one with another SocketFile is named by cache: {unixsock: ...}, and cache: off does without it`;

/** Checks that collectd can be asked for samples that do not get into Redis. */
export async function checkCache(config: Pick<Config, 'cache' | 'output'>): Promise<Finding> {
  const socket = cacheSocket(config);
  if (socket === undefined) {
    const text = 'is off; predictions stop when samples no longer get into Redis';
    return { subject: "collectd's cache", ok: true, text };
  }
  const subject = `collectd's cache at ${socket}`;
  const client = new UnixsockClient(socket, { timeoutSeconds });
  try {
    const { code } = await client.command('LISTVAL');
    return { subject, ok: true, text: `holds ${code} series` };
  } catch (error) {
    if (!(error instanceof CollectdError)) throw error;
    const text = `cannot be read: ${error.message}; ${advice}`;
    return { subject, ok: false, text };
  } finally {
    client.close();
  }
}
