import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisAccess } from './access.ts';
import type { RedisPlace } from './complaint.ts';
import { newClient } from './new-client.ts';

/** Time limit of one server; several are asked at once. */
const answerSeconds = 1.5;

/** Asks a server one question by a connection of its own; rejects with its error, and after a second and a half. */
export async function askOnce(
  place: RedisPlace,
  access: RedisAccess,
  question: readonly string[],
): Promise<unknown> {
  const client = newClient(place, access, answerSeconds);
  client.on('error', () => undefined);
  const end = new AbortController();
  const tooLong = sleep(answerSeconds * 1000, undefined, { signal: end.signal }).then(() => {
    throw new Error('it does not answer');
  });
  const answered = client.connect().then(() => client.sendCommand([...question]));
  try {
    return await Promise.race([answered, tooLong]);
  } finally {
    end.abort();
    client.destroy();
    answered.catch(() => undefined);
    tooLong.catch(() => undefined);
  }
}

/** A host and a port as in a URL. */
export function addressOf(host: string, port: string | number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
