import { describeError } from '../../notifiers/error-text.ts';
import { ConfigError } from '../process/config-error.ts';
import { Glob, strayCharacter } from './glob.ts';
import { formatIdentifier } from './identifier.ts';

/**
 * The seconds between two rounds of a program that collectd starts.
 *
 * @param text the variable COLLECTD_INTERVAL
 * @throws ConfigError
 */
export function execInterval(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new ConfigError(`COLLECTD_INTERVAL: ${JSON.stringify(text)}: has to be a number of seconds above 0`);
}

/**
 * Checks the host of the series.
 *
 * @param source the variable or option that names it
 * @throws ConfigError where collectd has no such host
 */
export function checkHost(host: string, source = 'COLLECTD_HOSTNAME'): void {
  try {
    formatIdentifier({ host, plugin: 'dma', type: 'gauge' });
  } catch (error) {
    throw new ConfigError(`${source}: ${describeError(error)}`, { cause: error });
  }
}

/** A glob of an option. @throws ConfigError */
export function globOption(option: string, text: string): Glob {
  const stray = strayCharacter(text);
  if (stray === undefined && text !== '') return new Glob(text);
  const rule =
    stray === undefined ? 'is empty' : `${stray} stands alone; * and ? are wildcards, {a,b} is a choice`;
  throw new ConfigError(`${option}: ${JSON.stringify(text)}: ${rule}`);
}

/** A whole number of an option. @throws ConfigError */
export function wholeNumberOption(
  option: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new ConfigError(
    `${option}: expected a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`,
  );
}
