import { once } from 'node:events';
import { createConnection } from 'node:net';
import { countOf } from '../../notifiers/count-of.ts';
import { describeError } from '../../notifiers/error-text.ts';
import type { Config } from '../../plugins/config/config.ts';
import { parseListenAddress } from '../../plugins/config/listen-address.ts';
import { parseRelayState, type RelayState } from '../../plugins/relay/relay-state.ts';
import { placeOf, type CollectdConf } from '../collectd-conf/collectd-conf.ts';
import type { Finding } from './finding.ts';
import { relayNodes } from './write-redis-node.ts';

const subject = 'dma relay';
const maxAnswerBytes = 4096;
const waitSeconds = 3;
const request = '*1\r\n$4\r\nINFO\r\n';

/**
 * Says how the relay is, where write_redis writes to it.
 *
 * @param ask connects to the relay, for its answer to INFO
 * @returns nothing where write_redis does not write to it, or where a Redis answers at that address
 */
export async function checkRelay(
  config: Pick<Config, 'redis' | 'relay'>,
  conf: CollectdConf | undefined,
  ask: typeof askRelay = askRelay,
): Promise<readonly Finding[]> {
  const [node] = relayNodes(config, conf);
  if (node === undefined) return [];
  const { listen } = config.relay;
  const answer = await ask(listen);
  if (typeof answer === 'string')
    return [{ subject, ok: false, text: `${complaint(listen, answer)} (${placeOf(node)})` }];
  const state = parseRelayState(answer.info);
  // Without a relay, its port may be that of Redis.
  return state === undefined ? [] : [describe(state, listen)];
}

function complaint(listen: string, reason: string): string {
  return `write_redis writes to ${listen}, where no relay answers: ${reason}; start dma-relay.socket, or correct Port of write_redis and relay.listen, and restart collectd`;
}

function describe({ isRedisOpen, held, dropped, refused, written }: RelayState, listen: string): Finding {
  const losses = [
    ...(dropped > 0 ? [`${dropped} ${dropped === 1 ? 'was' : 'were'} dropped for want of room`] : []),
    ...(refused > 0 ? [`${refused} ${refused === 1 ? 'was' : 'were'} refused by Redis`] : []),
  ].join(' and ');
  const since = losses === '' ? '' : `; since its start, ${losses}, see its log`;
  if (!isRedisOpen)
    return {
      subject,
      ok: false,
      text: `at ${listen} has no connection to Redis, and holds ${countOf(held, 'sample')} until it has${since}`,
    };
  const text = `at ${listen} has handed over ${countOf(written, 'sample')}, and holds ${held}${since}`;
  return { subject, ok: true, ...(losses === '' ? {} : { kind: 'note' as const }), text };
}

/** @returns what INFO says, or the reason why there is no answer */
export async function askRelay(listen: string): Promise<{ info: string } | string> {
  const address = parseListenAddress(listen);
  if (address?.kind !== 'tcp') return 'that is no address';
  const { port } = address;
  // 0.0.0.0 is to listen at, and no address to connect to.
  const host = /^(0\.0\.0\.0|::)$/.test(address.host) ? 'localhost' : address.host;
  const socket = createConnection({ host, port });
  const late = setTimeout(() => socket.destroy(new Error('it does not answer')), waitSeconds * 1000);
  try {
    await once(socket, 'connect');
    socket.write(request);
    let text = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.length > maxAnswerBytes) break;
      const [head, digits] = /^\$(\d+)\r\n/.exec(text) ?? [];
      if (head !== undefined && text.length >= head.length + Number(digits))
        return { info: text.slice(head.length, head.length + Number(digits)) };
      if (!text.startsWith('$')) break;
    }
    return { info: text };
  } catch (error) {
    return describeError(error);
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}
