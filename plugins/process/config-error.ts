import type { z } from 'zod';

/** A wrong option: one line that names the file, the option, the value and the rule. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(message: string, options?: ErrorOptions) {
    // oxlint-disable-next-line no-control-regex
    super(message.replaceAll(/[\u0000-\u001f\u007f]+/g, ' '), options);
  }
}

/**
 * The first complaint of a schema, as one line with the value that it is about; without it where a custom issue says
 * `params: {isWhole: true}`: then the message tells all.
 */
export function configErrorOf(
  error: z.ZodError,
  path: string,
  raw: unknown,
  prefix: readonly PropertyKey[] = [],
): ConfigError {
  // A misspelt option is also a missing one; the misspelling is what helps.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0]!;
  const where = (keys: readonly PropertyKey[]): string =>
    `${path}: ${[...prefix, ...keys].map(String).join('.')}`;
  if (issue.code === 'unrecognized_keys') {
    return new ConfigError(`${where([...issue.path, issue.keys[0]!])}: there is no such option`);
  }
  if (issue.code === 'custom' && issue.params?.['isWhole'])
    return new ConfigError(`${where(issue.path)}: ${issue.message}`);
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  );
  if (value === undefined) return new ConfigError(`${where(issue.path)}: is missing (${issue.message})`);
  const rule = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return new ConfigError(`${where(issue.path)}: ${rule}, not ${shownValue(value, 120)}`);
}

/** A value as JSON, cut to so many characters; what JSON cannot hold as well. */
export function shownValue(value: unknown, characters: number): string {
  if (typeof value === 'number') return String(value);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, characters);
  } catch {
    return 'one that holds itself';
  }
}
