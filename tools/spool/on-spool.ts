import { statSync } from 'node:fs';
import { loadConfig, type Config } from '../../plugins/config/config.ts';
import { foreignPart } from '../../plugins/files/foreign-part.ts';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { Spool } from '../../plugins/spool/spool.ts';
import { OutsideError } from '../process/command-error.ts';
import { becomeOwner } from './folder-owner.ts';

/**
 * Works on the spool of a configuration, as the user that it belongs to.
 *
 * @param file the configuration
 * @param work is given the spool, the names of the notifiers, and the configuration
 * @throws OutsideError when the spool cannot be used
 */
export function onSpool<Result>(
  file: string | undefined,
  work: (spool: Spool, notifiers: readonly string[], config: Config) => Result,
): Result {
  const config = loadConfig(file);
  const spool = new Spool(nodeDisk, config.spool, config.spoolLimits);
  try {
    statSync(config.spool);
    becomeOwner(foreignPart(config.spool), process);
    return work(spool, Object.keys(config.notifiers), config);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const cure =
      code === 'EACCES'
        ? 'only the user that dma runs as may do that: run it with sudo, and it becomes that user'
        : 'dma deliver makes it, and it belongs to the user that dma runs as';
    throw new OutsideError(`spool ${config.spool}: ${message}; ${cure}`, { cause: error });
  }
}
