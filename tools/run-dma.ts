import { hideBin } from 'yargs/helpers';
import { commandLine } from './command-line.ts';
import { OutsideError, UsageError } from './process/command-error.ts';
import { guardProcess } from './process/process-guard.ts';
import { ConfigError } from '../plugins/process/config-error.ts';
import { KnownSecrets } from '../notifiers/secrets/known-secrets.ts';
import { replaceUnprintable } from '../notifiers/printable.ts';

/** Runs the command of this process' arguments; its exit code is that of the process. */
export async function runDma(): Promise<void> {
  const secrets = new KnownSecrets();
  guardProcess(secrets);

  const args = hideBin(process.argv);
  const parser = commandLine(args, Math.min(110, process.stdout.columns || 110), secrets);

  // A reader that has gone away (`dma ... | head`) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  // Nor is a closed stderr: there is nobody left to tell.
  process.stderr.on('error', () => undefined);

  try {
    // console.log, by which yargs would write it, is silent about a full disk.
    await parser.parseAsync(args, {}, (_error, _argv, output) => {
      if (output !== '') process.stdout.write(`${output}\n`);
    });
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError || error instanceof OutsideError))
      throw error;
    if (isPlugin(args)) {
      const { text, exitCode } = (await import('./check/nagios.ts')).nagiosUnknown(error.message);
      process.stdout.write(text);
      process.exitCode = exitCode;
      return;
    }
    const hint = error instanceof UsageError ? "\nTry 'dma --help' or 'dma <command> --help'." : '';
    const printed = error.message.split('\n').map((line) => replaceUnprintable(line, ' '));
    const lines = printed.join(error instanceof ConfigError ? '\ndma: ' : '\n');
    process.stderr.write(`dma: ${lines}${hint}\n`);
    process.exitCode = error instanceof OutsideError ? 1 : 2;
  }
}

/** True for `dma check --nagios`, also where its options are wrong: a plugin answers with UNKNOWN then. */
function isPlugin(args: readonly string[]): boolean {
  return args.includes('check') && args.some((arg) => arg.startsWith('--nagios'));
}
