import { describeError } from '../../notifiers/error-text.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { readRedisAccess, type RedisAccess } from './access.ts';
import { addressOf, askOnce } from './asked-once.ts';
import type { RedisPlace } from './complaint.ts';
import { UnfitServerError } from './fitness.ts';

const defaultPort = 26_379;

/** The words for the place of Redis in messages, such as `at redis://127.0.0.1:6379`. */
export function placeText({ url, sentinels, name, cluster }: RedisPlace): string {
  if (cluster) return `of the cluster ${cluster.join(', ')}`;
  return sentinels ? `${name} of the Sentinels ${sentinels.join(', ')}` : `at ${url}`;
}

/**
 * Asks all Sentinels where the primary is; most of those that answer are right.
 *
 * One that was cut off from the others may still name the old one. Without `sentinels`, nothing is asked.
 *
 * @param access of the options (default: it is read)
 * @returns the options with the `url` of the primary; rejects with UnfitServerError when no Sentinel knows it
 */
export async function locatedPrimary<Options extends RedisPlace & { readonly secrets: KnownSecrets }>(
  options: Options,
  access?: RedisAccess,
): Promise<Options> {
  const { sentinels, name, url } = options;
  if (!sentinels || name === undefined) return options;
  const known = access ?? (await readRedisAccess(options, options.secrets));
  const { protocol, pathname } = new URL(url);
  const answers = await Promise.allSettled(
    sentinels.map((sentinel) => askSentinel(`${protocol}//${withPort(sentinel)}`, name, options, known)),
  );
  const votes = new Map<string, number>();
  for (const answer of answers)
    if (answer.status === 'fulfilled' && answer.value !== undefined)
      votes.set(answer.value, (votes.get(answer.value) ?? 0) + 1);
  const [winner] = [...votes].toSorted(([, a], [, b]) => b - a);
  if (winner) return { ...options, url: `${protocol}//${winner[0]}${pathname}` };
  if (answers.some(({ status }) => status === 'fulfilled'))
    throw new UnfitServerError(`the Sentinels know no primary ${name}; correct redis.name`);
  const reasons = answers.map((answer, index) =>
    answer.status === 'rejected' ? `${sentinels[index]}: ${describeError(answer.reason)}` : '',
  );
  throw new UnfitServerError(
    `no Sentinel answers; start them, or correct redis.sentinels (${reasons.join('; ')})`,
  );
}

function withPort(sentinel: string): string {
  return /:\d+$/.test(sentinel) ? sentinel : `${sentinel}:${defaultPort}`;
}

/** Asks one Sentinel, with our login only where it wants one: Sentinels often have none, and refuse any. */
async function askSentinel(
  url: string,
  name: string,
  options: RedisPlace,
  access: RedisAccess,
): Promise<string | undefined> {
  try {
    return await ask(url, name, {}, { ...access, password: undefined });
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOAUTH'))) throw error;
    return ask(url, name, options, access);
  }
}

/** @returns the address of the primary as in a URL; undefined when there is none of that name */
async function ask(
  url: string,
  name: string,
  { username }: Partial<RedisPlace>,
  access: RedisAccess,
): Promise<string | undefined> {
  const place = { url, ...(username !== undefined && { username }) };
  const answer = await askOnce(place, access, ['SENTINEL', 'get-master-addr-by-name', name]);
  if (!Array.isArray(answer) || answer.length !== 2) return undefined;
  const [host, port] = answer.map(String) as [string, string];
  return addressOf(host, port);
}
