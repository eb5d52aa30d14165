import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The number of the `dma deliver` that works on a spool; undefined while none does. */
export function spoolOwner(spool: string): number | undefined {
  const lock = join(spool, 'lock');
  return (existsSync(lock) && Number(readFileSync(lock, 'utf8'))) || undefined;
}
