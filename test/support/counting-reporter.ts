import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';
import { endWhatIsLeftOpen } from './left-open.ts';

/** A file that takes less is not listed. */
const listedSeconds = 1;

/**
 * Mocha's spec reporter. At the end it lists the files that took longest, and leaves `passed failed` in the file that
 * tools/test names in DMA_TEST_COUNTS, with the failures and their reasons below it, for the end of a long log.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', endWhatIsLeftOpen);
    const durations = new FileDurations();
    runner.on('test end', (test) => durations.add(test));
    runner.on('hook end', (hook) => durations.add(hook));
    runner.once('end', () => process.stdout.write(durations.list()));
    const file = process.env['DMA_TEST_COUNTS'];
    if (file === undefined) return;
    const reasons: string[] = [];
    runner.on('fail', (test, error: Error | undefined) => {
      reasons.push(
        test.fullTitle(),
        ...(error?.stack ?? String(error)).split('\n').map((line) => `    ${line}`),
      );
    });
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      writeFileSync(file, [`${passes} ${failures}`, ...reasons, ''].join('\n'));
    });
  }
}

/** The time that the tests and hooks of each file took. */
class FileDurations {
  readonly #milliseconds = new Map<string, number>();

  add({
    file,
    duration,
  }: {
    readonly file?: string | undefined;
    readonly duration?: number | undefined;
  }): void {
    // The root hooks, which look for leaks, belong to no file.
    const name = file === undefined ? 'root hooks' : relative(process.cwd(), file);
    this.#milliseconds.set(name, (this.#milliseconds.get(name) ?? 0) + (duration ?? 0));
  }

  /** The slow files, slowest first, one a line; empty when every file was fast. */
  list(): string {
    const slow = [...this.#milliseconds]
      .filter(([, milliseconds]) => milliseconds >= listedSeconds * 1000)
      .toSorted(([, one], [, other]) => other - one);
    const lines = slow.map(
      ([name, milliseconds]) => `${(milliseconds / 1000).toFixed(1).padStart(8)} s  ${name}\n`,
    );
    return lines.length === 0 ? '' : `  slowest files:\n${lines.join('')}\n`;
  }
}
