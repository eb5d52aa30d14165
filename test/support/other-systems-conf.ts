import { join } from 'node:path';
import { userInfo } from 'node:os';
import { readFileSync } from 'node:fs';
import { packageRoot } from '../../tools/package-root.ts';

/**
 * Reads a file of conf/ for another system, for a private stack: collectd's programs run as `nobody` where we are root.
 *
 * @param exchanges texts to exchange, each of which has to occur
 */
export function conf(path: string, exchanges: readonly (readonly [string, string])[] = []): string {
  const user = process.getuid?.() === 0 ? 'nobody' : userInfo().username;
  let text = readFileSync(join(packageRoot, 'conf', path), 'utf8').replaceAll('"collectd-dma"', `"${user}"`);
  for (const [from, to] of exchanges) {
    if (!text.includes(from)) throw new Error(`conf/${path} no longer has ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}
