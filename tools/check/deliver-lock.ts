import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * True when the process that signed the lock of a spool is a running `dma deliver`.
 *
 * @param proc where proc is mounted (default: /proc)
 * @returns undefined when the lock may not be read: that is for the owner of the spool
 */
export function isDeliverThere(spool: string, proc = '/proc'): boolean | undefined {
  try {
    const pid = Number(readFileSync(join(spool, 'lock'), 'utf8'));
    return (
      Number.isInteger(pid) && readFileSync(`${proc}/${pid}/cmdline`, 'utf8').split('\0').includes('deliver')
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? undefined : false;
  }
}
