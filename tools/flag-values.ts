import { UsageError } from './process/command-error.ts';

/**
 * Refuses an option that is on or off and has been given another value: yargs takes that for off.
 *
 * @param args of the command line
 * @param flags names of these options, without hyphens
 * @throws UsageError
 */
export function refuseFlagValues(args: readonly string[], flags: ReadonlySet<string>): void {
  const end = args.indexOf('--');
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const [, option, name, value] = /^(--?([^=]+))=(.*)$/s.exec(arg) ?? [];
    if (name === undefined || !flags.has(hyphened(name)) || value === 'true' || value === 'false') continue;
    throw new UsageError(`${option}: takes no value (or true, or false), not ${JSON.stringify(value)}`);
  }
}

/** yargs takes `--testNotifiers` for `--test-notifiers`. */
function hyphened(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
