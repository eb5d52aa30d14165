import { latestTime } from '../../../notifiers/event/iso-time.ts';
import { IdentifierError } from '../../../plugins/collectd/identifier.ts';
import { formatPutval, ProtocolError } from '../../../plugins/collectd/text-protocol.ts';
import { CollectdError, type UnixsockClient } from '../../../plugins/collectd/unixsock.ts';
import { Refusal } from '../refusal.ts';
import { perfIdentifier } from './perf-name.ts';

/** Values that a machine without collectd has posted. */
export interface PostedValues {
  readonly host: string;
  /** Epoch seconds, in digits. */
  readonly epoch: string;
  /** Number, or text that is one, by name. */
  readonly values: Readonly<Record<string, number | string>>;
  /** Seconds until the next ones. */
  readonly intervalSeconds: number;
}

/** collectd takes no older values after one from the future. */
const maxAheadSeconds = 300;

/**
 * Gives values to collectd, which writes them to Redis as it does its own.
 *
 * @param now epoch seconds
 * @returns the number of values; rejects with Refusal when one is wrong, or collectd does not take it
 */
export async function givePosted(
  collectd: Pick<UnixsockClient, 'command'>,
  { host, epoch, values, intervalSeconds }: PostedValues,
  now: number,
): Promise<number> {
  const time = Number(epoch);
  if (!/^\d{1,12}$/.test(epoch) || time > latestTime)
    throw new Refusal(400, 'the time has to be epoch seconds');
  if (time > now + maxAheadSeconds)
    throw new Refusal(400, `the time is ${Math.round(time - now)} s ahead of this machine's clock`);
  const lines = Object.entries(values).map(([name, value]) => {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    if (!Number.isFinite(number))
      throw new Refusal(400, `${JSON.stringify(name.slice(0, 100))} is not a number`);
    try {
      return formatPutval({
        identifier: perfIdentifier(host, name),
        time,
        intervalSeconds,
        values: [number],
      });
    } catch (error) {
      if (error instanceof IdentifierError || error instanceof ProtocolError)
        throw new Refusal(400, error.message, { cause: error });
      throw error;
    }
  });
  // All are checked before the first is sent.
  const replies = await Promise.all(lines.map((line) => sent(collectd, line)));
  const refused = replies.find(({ code }) => code < 0);
  if (refused) throw new Refusal(502, `collectd refuses: ${refused.text}`);
  return lines.length;
}

async function sent(collectd: Pick<UnixsockClient, 'command'>, line: string) {
  try {
    return await collectd.command(line);
  } catch (error) {
    if (!(error instanceof CollectdError)) throw error;
    throw new Refusal(503, `collectd's socket cannot be used: ${error.message}`, { cause: error });
  }
}
