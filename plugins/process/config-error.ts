import { replaceUnprintable } from '../../notifiers/printable.ts';

/** A wrong option: a line for each problem, with the place, the option, its value and the rule. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    super(
      [problems]
        .flat()
        .map((line) => replaceUnprintable(line, ' '))
        .join('\n'),
      options,
    );
  }
}
