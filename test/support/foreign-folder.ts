import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The user and group `nobody` of every Debian. */
const nobody = 65_534;

/** Makes a folder that does not belong to root: to nobody where root runs the tests, else to who runs them. */
export function foreignFolder(parent: string): string {
  const folder = join(parent, 'foreign');
  mkdirSync(folder);
  if (process.getuid!() === 0) chownSync(folder, nobody, nobody);
  return folder;
}

/** Environment in which the compiled `dma` takes itself for root. */
export const asRoot = { NODE_OPTIONS: '--import=data:text/javascript,process.getuid=()=>0' };
