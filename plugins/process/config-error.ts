/** A wrong option: a line for each problem, with the place, the option, its value and the rule. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    super(
      [problems]
        .flat()
        // oxlint-disable-next-line no-control-regex
        .map((line) => line.replaceAll(/[\u0000-\u001f\u007f]+/g, ' '))
        .join('\n'),
      options,
    );
  }
}
