import { join } from 'node:path';
import yargs, { type Argv } from 'yargs';
import { closestName } from '../notifiers/closest-name.ts';
import type { KnownSecrets } from '../notifiers/secrets/known-secrets.ts';
import { readVersionLine } from './build-origin.ts';
import { commandsWith } from './commands/registry.ts';
import { refuseFlagValues, refuseRepeated } from './flag-values.ts';
import { packageRoot } from './package-root.ts';
import { UsageError } from './process/command-error.ts';

/**
 * The parser of the `dma` command line. Each command loads its own code, and only when it runs.
 *
 * @param columns width of the help
 * @param secrets gets those that a command reads
 */
export function commandLine(args: readonly string[], columns: number, secrets: KnownSecrets): Argv {
  const parser: Argv = yargs([...args])
    .scriptName('dma')
    .usage('dma <command>\n\nPredictive alerting for collectd.')
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
    })
    .version(readVersionLine())
    .help()
    .alias('help', 'h')
    .strict()
    .demandCommand(1, 'say which command')
    .recommendCommands()
    .wrap(columns)
    .epilogue(`Every command has its own --help. Documentation:\n${join(packageRoot, 'docs', 'README.md')}`)
    .middleware(({ _: [command] }) => {
      refuseFlagValues(args, flagsOf(parser));
      // It takes some of its options several times, and refuses the others itself.
      if (command !== 'learn') refuseRepeated(args, singlesOf(parser));
    }, true)
    .fail((message: string | null, error: Error | undefined, failing: Argv) => {
      // Without its argument an option is an error of yargs' own, and no bug.
      if (error && error.name !== 'YError') throw error;
      const command = unknownCommand(message ?? '', args, failing);
      if (command !== undefined) throw new UsageError(`there is no such command: ${command}`);
      throw new UsageError(
        `${plainly(message ?? error?.message ?? 'wrong usage', failing)}${suggestion(message ?? '', parser)}`,
      );
    });
  for (const command of commandsWith(secrets)) parser.command(command);
  return parser.completion('completion', 'Print the completion for bash or zsh: source <(dma completion)');
}

/** The part of yargs that its types leave out: the options of the command that is being parsed. */
interface ParsedOptions {
  getOptions(): {
    readonly key: Readonly<Record<string, unknown>>;
    readonly boolean: readonly string[];
    readonly array: readonly string[];
    readonly alias: Readonly<Record<string, readonly string[]>>;
  };
}

/** The names of the options that are on or off. */
function flagsOf(parser: Argv): ReadonlySet<string> {
  const { boolean, alias } = (parser as Argv & ParsedOptions).getOptions();
  return new Set(boolean.flatMap((name) => [name, ...(alias[name] ?? [])]));
}

/** The names of the options that have one value. */
function singlesOf(parser: Argv): ReadonlySet<string> {
  const { key, boolean, array } = (parser as Argv & ParsedOptions).getOptions();
  return new Set(Object.keys(key).filter((name) => !boolean.includes(name) && !array.includes(name)));
}

/** Yargs gives this to a handler of failures, whatever its types say. */
interface FailingUsage {
  /** Usages such as `$0 explain <series..>`. */
  getUsage(): readonly (readonly [usage: string, text: string])[];
  /** The commands that may come next. */
  getCommands(): readonly (readonly [command: string, ...rest: unknown[]])[];
}

/** The word in the place of a command that there is not; undefined where the failure is another one. */
function unknownCommand(message: string, args: readonly string[], failing: Argv): string | undefined {
  const [, unknown = ''] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  const isPlaceOfCommand = (failing as unknown as FailingUsage).getCommands().length > 0;
  return isPlaceOfCommand ? unknown.split(', ').find((name) => args.includes(name)) : undefined;
}

/** The words of yargs about arguments, in those of the help. */
function plainly(message: string, failing: Argv): string {
  const [, option] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (option !== undefined) return `--${option}: a value is missing`;
  const [, meant] = /^Did you mean (.+)\?$/.exec(message) ?? [];
  if (meant !== undefined) return `there is no such command; did you mean ${meant}?`;
  const missing = /^Not enough non-option arguments: got (\d+), need at least (\d+)$/.exec(message);
  if (!missing) return message;
  const count = Number(missing[2]) - Number(missing[1]);
  const [usage] = (failing as unknown as FailingUsage).getUsage();
  const command = usage ? `: ${usage[0].replace('$0', 'dma')}` : '';
  return (count === 1 ? 'an argument is missing' : `${count} arguments are missing`) + command;
}

/** The end of a message about unknown options: the one that was probably meant. */
function suggestion(message: string, parser: Argv): string {
  const [, unknown = ''] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  const options = Object.keys((parser as Argv & ParsedOptions).getOptions().key);
  const meant = unknown.split(', ').map((name) => closestName(name, options));
  const first = meant.find((name) => name !== undefined);
  return first === undefined ? '' : `; did you mean --${first}?`;
}
