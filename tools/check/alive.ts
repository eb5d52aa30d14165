import { CollectdError, UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { formatGetval } from '../../plugins/collectd/text-protocol.ts';
import { shardHost, type Shard } from '../../plugins/samples/shard.ts';
import { reportOf } from '../../plugins/self/other-predictors.ts';
import { OutsideError } from '../process/command-error.ts';

const cure =
  "does it run, with the unixsock plugin, and is this user in that one's SocketGroup? Another SocketFile is named by cache: {unixsock: ...}";

/** A probe wants its answer soon. */
const timeoutSeconds = 3;

export interface AliveParts {
  /** collectd's socket; undefined where dma.yaml has `cache: off`. */
  readonly socket: string | undefined;
  /** collectd's name of this machine. */
  readonly host: string;
  readonly shard: Shard | undefined;
}

/**
 * Asks collectd for the report that `dma predict` makes on itself every ten seconds, and that collectd forgets after
 * twenty.
 *
 * @returns a line about it; rejects with OutsideError where there is no report, and where collectd cannot be asked
 */
export async function askAlive({ socket, host, shard }: AliveParts): Promise<string> {
  if (socket === undefined) throw new OutsideError('cache: off in dma.yaml leaves no collectd to ask');
  const name = reportOf(shard ? shardHost(host, shard) : host);
  const client = new UnixsockClient(socket, { timeoutSeconds });
  try {
    const { code } = await client.command(formatGetval(name));
    if (code > 0) return `collectd has ${name}\n`;
    throw new OutsideError(`collectd has no ${name}: dma predict has not started yet, hangs, or has ended`);
  } catch (error) {
    if (error instanceof CollectdError)
      throw new OutsideError(`collectd at ${socket}: ${error.message}; ${cure}`, { cause: error });
    throw error;
  } finally {
    client.close();
  }
}
