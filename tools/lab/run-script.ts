import { describeError } from '../../notifiers/error-text.ts';
import { ModelError } from '../../analysis/detector.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';

/**
 * Runs a script of the workshop. A wrong option is one line and exit code 2; what the outside world refuses is one line
 * and exit code 1; anything else is a bug and keeps its stack.
 */
export async function runScript(main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isUsage =
      error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    if (!isUsage && !(error instanceof OutsideError) && !(error instanceof ModelError)) throw error;
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
