import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux gives to outgoing connections (ip_local_port_range begins at 32768 unless it was changed). */
const lowest = 20_000;
const highest = 32_767;
const maxTries = 100;

/**
 * A port of 127.0.0.1 on which nothing listens, for a server that cannot choose one itself. Nobody else is given it
 * before that server starts: not as the port of a connection, and hardly ever by this function.
 *
 * @throws Error when none can be found
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < maxTries; tries++) {
    const port = randomInt(lowest, highest + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port of 127.0.0.1 between ${lowest} and ${highest} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
