import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * True when the process that signed the lock of a spool is a running `dma deliver`; false as well when that cannot be
 * seen.
 *
 * @param proc where proc is mounted (default: /proc)
 */
export function isDeliverThere(spool: string, proc = '/proc'): boolean {
  try {
    const pid = Number(readFileSync(join(spool, 'lock'), 'utf8'));
    return (
      Number.isInteger(pid) && readFileSync(`${proc}/${pid}/cmdline`, 'utf8').split('\0').includes('deliver')
    );
  } catch {
    return false;
  }
}
