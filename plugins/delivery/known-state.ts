import { join } from 'node:path';
import { describeError } from '../../notifiers/error-text.ts';
import { isTransient } from '../files/durable-file.ts';
import { ConfigError } from '../process/config-error.ts';
import type { Logger } from '../process/logger.ts';
import type { Spool } from '../spool/spool.ts';
import { joinStates, type SpoolState } from '../spool/state.ts';
import { NewerFile } from '../spool/version.ts';

/**
 * Loads the state of the spool; undefined where it is missing. A malformed state is logged and renamed.
 *
 * @param effect what a malformed state means, for the log
 * @throws ConfigError when a newer version has written it; otherwise the file system's error
 */
export function knownState(
  spool: Spool,
  logger: Logger,
  effect = 'open episodes are forgotten',
): SpoolState | undefined {
  const file = join(spool.directory, 'episodes.json');
  try {
    return spool.loadState();
  } catch (error) {
    if (error instanceof NewerFile)
      throw new ConfigError(`spool: ${file} ${error.message}; update collectd-dma`, { cause: error });
    if (isTransient(error)) throw error;
    spool.rejectState();
    logger.warn(`${file} cannot be read (${describeError(error)}); ${effect}`);
    return undefined;
  }
}

/**
 * Joins our state with that of the spool which has taken the place of ours, and saves it there.
 *
 * @param takeBack takes back the events with a higher number, because their notifications will be taken again
 * @throws ConfigError when a newer version has written it; otherwise the file system's error
 */
export function joinSpool(
  spool: Spool,
  ours: SpoolState,
  logger: Logger,
  takeBack: (sequence: number) => void,
): SpoolState {
  const theirs = knownState(spool, logger);
  if (theirs) takeBack(theirs.sequence);
  const joined = theirs ? joinStates(ours, theirs) : ours;
  spool.saveState(joined);
  return joined;
}
