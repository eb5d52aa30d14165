/** By the code of a system error: the cure where Redis cannot be reached. */
const cures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start Redis, or correct redis.url',
  ENOTFOUND: 'correct the name in redis.url, or in DNS',
  EAI_AGAIN: 'does the name server answer?',
  EHOSTUNREACH: 'is that machine up, and is there a route to it past the firewalls?',
  ETIMEDOUT: 'is that machine up, and is there a route to it past the firewalls?',
  ECONNRESET: 'Redis closed the connection, or was stopped: see its log',
  EADDRNOTAVAIL: 'this machine has no free port left for it',
  EMFILE: 'raise the limit of open files: LimitNOFILE= of the service, or ulimit -n',
  ENFILE: 'raise fs.file-max by sysctl',
};

/** Codes with the cure of another one. */
const alike: Readonly<Record<string, string>> = {
  ENETUNREACH: 'EHOSTUNREACH',
  EHOSTDOWN: 'EHOSTUNREACH',
  ENETDOWN: 'EHOSTUNREACH',
  EPIPE: 'ECONNRESET',
  ECONNABORTED: 'ECONNRESET',
};

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
export function cureOfUnreachable(code: string, url: string): string | undefined {
  const socketCure = url.startsWith('unix://') ? socketCures[code] : undefined;
  return socketCure ?? cures[alike[code] ?? code];
}
