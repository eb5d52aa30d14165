import { ErrorReply } from 'redis';
import { defaultPrefix } from './write-redis.ts';

/** The server answers, and cannot do what is asked of it; the message says why, and the cure. */
export class UnfitServerError extends Error {
  override name = 'UnfitServerError';
}

/** The commands needed to find out. */
interface Server {
  zRangeWithScores(
    key: string,
    min: string,
    max: string,
    options: { BY: 'SCORE'; REV: true; LIMIT: { offset: number; count: number } },
  ): Promise<unknown>;
  info(section: string): Promise<string>;
}

/**
 * Asks a server for a series that does not exist, in the way in which all are read.
 *
 * @returns rejects with UnfitServerError when the server does not know how; any other refusal may end without a new
 *   connection, and is no error here
 */
export async function requireFitness(server: Server, prefix: string = defaultPrefix): Promise<void> {
  const limit = { BY: 'SCORE', REV: true, LIMIT: { offset: 0, count: 1 } } as const;
  try {
    await server.zRangeWithScores(`${prefix}dma/probe`, '+inf', '(0', limit);
  } catch (error) {
    if (!(error instanceof ErrorReply)) throw error;
    const isKnown = complaintAboutCommand(error.message) === undefined;
    if (isKnown) return;
    throw new UnfitServerError(unfitServer(error.message, await serverInfo(server)), { cause: error });
  }
}

/** Explains a reply to a command that the server does not know; undefined for any other reply. */
export function complaintAboutCommand(reply: string): string | undefined {
  const command = /^ERR unknown command ['"`]?(\w+)/i.exec(reply)?.[1]?.toUpperCase();
  if (command !== undefined)
    return `it does not know the command ${command}; redis.url has to name a Redis 6.2 or newer that does not rename it, and no Sentinel`;
  // Redis before 6.2 takes the bounds of ZRANGE for ranks.
  if (/^ERR (value is not an integer or out of range|syntax error)/.test(reply))
    return `it cannot read by time, as Redis 6.2 and newer can (${reply}); install a newer Redis`;
  return undefined;
}

/** @param info of its section `server`; empty when it is not known */
function unfitServer(reply: string, info: string): string {
  const mode = fieldOf(info, 'redis_mode');
  if (mode === 'sentinel')
    return 'it is a Sentinel, and no Redis; redis.url has to name the Redis that write_redis writes to, often on port 6379';
  const version = fieldOf(info, 'redis_version');
  if (version !== undefined && isOld(version))
    return `it is Redis ${version}, and 6.2 or newer is needed; install a newer one`;
  const suffix = version === undefined ? '' : `; it says that it is Redis ${version}`;
  return complaintAboutCommand(reply) + suffix;
}

async function serverInfo(server: Server): Promise<string> {
  try {
    return await server.info('server');
  } catch (error) {
    if (!(error instanceof ErrorReply)) throw error;
    return '';
  }
}

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:([\\w.-]{1,40})\\r?$`, 'm').exec(info)?.[1];
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 6 || (major === 6 && minor < 2);
}
