import { formatGetthreshold } from '../../plugins/collectd/text-protocol.ts';
import { CollectdError, UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { type Bounds, parseBounds } from '../collectd-conf/threshold.ts';

/** Time limit of an answer of collectd. */
const timeoutSeconds = 5;

/** Asks for the threshold of a series; undefined when it has none. */
export type AskBounds = (name: string) => Promise<Bounds | undefined>;

/**
 * Lets collectd be asked for thresholds, as it has them in force, for as long as `use` takes.
 *
 * @param socket of collectd; undefined when it is not to be asked
 * @param use is called again without a way to ask when collectd does not answer
 */
export async function withAskedBounds<Result>(
  socket: string | undefined,
  use: (ask: AskBounds | undefined) => Promise<Result>,
): Promise<Result> {
  if (socket === undefined) return use(undefined);
  const client = new UnixsockClient(socket, { timeoutSeconds });
  try {
    return await use(async (name) => parseBounds((await client.command(formatGetthreshold(name))).lines));
  } catch (error) {
    if (!(error instanceof CollectdError)) throw error;
    return await use(undefined);
  } finally {
    client.close();
  }
}
