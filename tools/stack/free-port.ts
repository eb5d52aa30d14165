import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The range below the ports of outgoing connections (ip_local_port_range begins at 32768 by default). */
const lowest = 20_000;
const highest = 32_767;
const maxTries = 100;
/**
 * Programs that run side by side choose among different ports, by their process ids: a port may be used some seconds
 * after it was chosen.
 */
const lanes = 37;
const portsInLane = Math.floor((highest + 1 - lowest) / lanes);
/** The newest ports that were returned. */
const given: number[] = [];
const maxGiven = 100;

/**
 * Finds a port of 127.0.0.1 on which nothing listens, for a server that cannot choose one itself. It is never the port
 * of an outgoing connection, nor one of those that this function has returned last.
 *
 * @throws Error when no port is free
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < maxTries; tries++) {
    const port = lowest + (process.pid % lanes) + lanes * randomInt(portsInLane);
    if (given.includes(port)) continue;
    given.push(port);
    if (given.length > maxGiven) given.shift();
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
