import { join } from 'node:path';
import yargs, { type Argv } from 'yargs';
import type { KnownSecrets } from '../notifiers/known-secrets.ts';
import { readVersionLine } from './build-origin.ts';
import { commandsWith } from './commands/registry.ts';
import { packageRoot } from './package-root.ts';
import { UsageError } from './process/command-error.ts';

/**
 * The parser of the `dma` command line. Each command loads its own code, and only when it runs.
 *
 * @param columns width of the help
 * @param secrets gets those that a command reads
 */
export function commandLine(args: readonly string[], columns: number, secrets: KnownSecrets): Argv {
  const parser = yargs([...args])
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
    .fail((message: string | null, error: Error | undefined) => {
      if (error) throw error;
      throw new UsageError(message ?? 'wrong usage');
    });
  for (const command of commandsWith(secrets)) parser.command(command);
  return parser;
}
