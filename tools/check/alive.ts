import { CollectdError, UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { formatGetval, parseListval } from '../../plugins/collectd/text-protocol.ts';
import { shardHost, type Shard } from '../../plugins/samples/shard.ts';
import { reportOf } from '../../plugins/self/other-predictors.ts';
import { OutsideError } from '../process/command-error.ts';
import { firstOf } from './first-of.ts';
import { reportersOf } from './own-name.ts';

const cure =
  "does it run, with the unixsock plugin, and is this user in that one's SocketGroup? Another SocketFile is named by cache: {unixsock: ...}";

/** A probe wants its answer soon. */
const timeoutSeconds = 3;

export interface AliveParts {
  /** collectd's socket; undefined where dma.yaml has `cache: off`. */
  readonly socket: string | undefined;
  /** collectd's name of this machine. */
  readonly host: string;
  /** True when `host` is the machine's own name, because nobody has said what collectd calls it. */
  readonly isGuess: boolean;
  readonly shard: Shard | undefined;
}

/**
 * Asks collectd for the report that `dma predict` makes on itself every ten seconds, and that collectd forgets after
 * twenty.
 *
 * @returns a line about it; rejects with OutsideError where there is no report, and where collectd cannot be asked
 */
export async function askAlive({ socket, host, isGuess, shard }: AliveParts): Promise<string> {
  if (socket === undefined) throw new OutsideError('cache: off in dma.yaml leaves no collectd to ask');
  const name = reportOf(shard ? shardHost(host, shard) : host);
  const client = new UnixsockClient(socket, { timeoutSeconds });
  try {
    const { code } = await client.command(formatGetval(name));
    if (code > 0) return `collectd has ${name}\n`;
    const hint = hintAboutName({ host, isGuess }, await reportersIn(client));
    throw new OutsideError(
      `collectd has no ${name}: dma predict has not started yet, hangs, or has ended${hint}`,
    );
  } catch (error) {
    if (error instanceof CollectdError)
      throw new OutsideError(`collectd at ${socket}: ${error.message}; ${cure}`, { cause: error });
    throw error;
  } finally {
    client.close();
  }
}

async function reportersIn(client: UnixsockClient): Promise<readonly string[]> {
  const { lines } = await client.command('LISTVAL');
  return reportersOf(parseListval(lines));
}

/**
 * Says that `dma predict` may run under another name, and how to give that; empty where it cannot.
 *
 * @param reporters the machines of which collectd has a report
 */
function hintAboutName(
  { host, isGuess }: Pick<AliveParts, 'host' | 'isGuess'>,
  reporters: readonly string[],
): string {
  if (reporters.includes(host)) return '';
  const [only] = reporters;
  if (only !== undefined && reporters.length === 1)
    return `; collectd has the report of ${only}: if that is this machine, set COLLECTD_HOSTNAME=${only}`;
  if (only !== undefined)
    return `; collectd has reports of ${firstOf(reporters, ', ')}: if one is this machine, set COLLECTD_HOSTNAME to its name`;
  return isGuess
    ? `; ${host} is this machine's name: if collectd's Hostname is another one, set COLLECTD_HOSTNAME to that`
    : '';
}
