import type { Failure } from '../../notifiers/http-client/http-outcome.ts';
import type { FileText } from '../../notifiers/http-client/local-file.ts';
import { describeFailure } from '../../notifiers/notifier.ts';
import { ConfigError } from './config-error.ts';

/**
 * Reads a file that an option names.
 *
 * @param option for messages, such as `redis.caFile`
 * @param path undefined where the option is not given
 * @returns undefined without a path; rejects with ConfigError when the file cannot be used
 */
export async function readOptionFile(
  option: string,
  path: string | undefined,
  readFile: (path: string) => Promise<FileText | Failure>,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const file = await readFile(path);
  if (file.kind === 'text') return file.text;
  throw new ConfigError(`${option}: ${describeFailure(file.delivery)}`);
}
