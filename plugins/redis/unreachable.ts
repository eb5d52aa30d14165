import { cureOfUnreachable } from '../../notifiers/unreachable.ts';

const socketCures: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket: start Redis with the option unixsocket, or correct redis.url',
  ENOTDIR: 'there is no such socket: correct redis.url',
  EACCES: 'add the user of dma to the group of that socket, and see unixsocketperm of Redis',
  EPERM: 'add the user of dma to the group of that socket, and see unixsocketperm of Redis',
  ECONNREFUSED: 'no Redis listens on it: start Redis with the option unixsocket, or correct redis.url',
};

/**
 * Finds the cure for an error of the system while Redis is connected to; undefined for any other error.
 *
 * @param code such as `ECONNREFUSED`
 * @param url of Redis
 */
export function cureOfUnreachableRedis(code: string, url: string): string | undefined {
  const socketCure = url.startsWith('unix://') ? socketCures[code] : undefined;
  return socketCure ?? cureOfUnreachable(code, { program: 'Redis', option: 'redis.url' });
}
