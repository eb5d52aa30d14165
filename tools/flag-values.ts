import { UsageError } from './process/command-error.ts';

/**
 * Refuses an option that is on or off and has been given another value: yargs takes that for off.
 *
 * @param args of the command line
 * @param flags names of these options, without hyphens
 * @throws UsageError
 */
export function refuseFlagValues(args: readonly string[], flags: ReadonlySet<string>): void {
  for (const arg of beforeWords(args)) {
    const [, option, name, value] = /^(--?([^=]+))=(.*)$/s.exec(arg) ?? [];
    if (name === undefined || !flags.has(hyphened(name)) || value === 'true' || value === 'false') continue;
    throw new UsageError(`${option}: takes no value (or true, or false), not ${JSON.stringify(value)}`);
  }
}

/**
 * Refuses an option that is given more than once: yargs makes a list of its values, which nothing expects.
 *
 * @param args of the command line
 * @param texts names of the options that have one value, without hyphens
 * @throws UsageError
 */
export function refuseRepeated(args: readonly string[], texts: ReadonlySet<string>): void {
  const counts = new Map<string, number>();
  for (const arg of beforeWords(args)) {
    const [, name = ''] = /^--([^=]+)/.exec(arg) ?? [];
    counts.set(hyphened(name), (counts.get(hyphened(name)) ?? 0) + 1);
  }
  for (const [name, count] of counts)
    if (count > 1 && texts.has(name)) throw new UsageError(`--${name}: given ${count} times; say it once`);
}

/** The arguments before `--`, behind which there are no options. */
function beforeWords(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

/** yargs takes `--testNotifiers` for `--test-notifiers`. */
function hyphened(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
