import { UsageError } from '../process/command-error.ts';

/**
 * The value of an option that is given once. yargs makes a list of one that is repeated.
 *
 * @param option for messages, such as `--host`
 * @throws UsageError when it is repeated
 */
export function single(option: string, value: string | undefined): string | undefined {
  if (!Array.isArray(value)) return value;
  throw new UsageError(`${option}: given ${value.length} times; say it once`);
}
