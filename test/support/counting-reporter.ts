import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { endWhatIsLeftOpen } from './left-open.ts';

/**
 * Mocha's spec reporter, which also leaves `passed failed` in the file that tools/test names in DMA_TEST_COUNTS, and
 * below it what failed and why, for the end of a long log.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', endWhatIsLeftOpen);
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
