#!/usr/bin/env node
import { join } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { readVersionLine } from './build-origin.ts';
import { commands } from './commands/registry.ts';
import { packageRoot } from './package-root.ts';
import { OutsideError, UsageError } from './process/command-error.ts';
import { guardProcess } from './process/process-guard.ts';
import { ConfigError } from '../plugins/process/config-error.ts';

guardProcess();

/** The `dma` command line. Each command loads its own code, and only when it runs. */
const parser = yargs(hideBin(process.argv))
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
  .wrap(Math.min(110, process.stdout.columns ?? 110))
  .epilogue(`Every command has its own --help. Documentation:\n${join(packageRoot, 'docs', 'README.md')}`)
  .fail((message: string | null, error: Error | undefined) => {
    if (error) throw error;
    throw new UsageError(message ?? 'wrong usage');
  });
for (const command of commands) parser.command(command);

// A reader that has gone away (`dma ... | head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// Nor is a closed stderr: there is nobody left to tell.
process.stderr.on('error', () => undefined);

try {
  await parser.parseAsync();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError || error instanceof OutsideError))
    throw error;
  const hint = error instanceof UsageError ? "\nTry 'dma --help' or 'dma <command> --help'." : '';
  process.stderr.write(`dma: ${error.message}${hint}\n`);
  process.exitCode = error instanceof OutsideError ? 1 : 2;
}
