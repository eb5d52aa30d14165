import { join } from 'node:path';
import { z } from 'zod';
import { trialOutcomeSchema } from '../../notifiers/trial.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import type { Disk } from '../files/disk.ts';
import { makeFolder, unlessMissing } from '../files/folder.ts';
import { formatVersioned, parseVersioned } from './version.ts';

/** A few hundred notifiers. */
const maxBytes = 1024 * 1024;
/** The result of a test is removed after this time, with the next test. */
const keptSeconds = 600;

const testResultSchema = z
  .object({
    /** The time when `dma deliver` took the test, epoch seconds. */
    taken: z.number(),
    /** By the name of the notifier; null while the test is under way there. */
    notifiers: z.record(z.string(), trialOutcomeSchema.nullable()).readonly(),
  })
  .readonly();

/** The progress of one test of `dma check --test`, as `dma deliver` writes it down. */
export type TestResult = z.output<typeof testResultSchema>;

/** The results of tests: a file for each in the folder `tests` of a spool. They may be lost with the machine. */
export class TestResults {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #temporary: string;

  /** @param spool the spool's directory */
  constructor(disk: Disk, spool: string) {
    this.#disk = disk;
    this.#folder = join(spool, 'tests');
    this.#temporary = join(spool, 'tmp', 'test-result');
  }

  /** Replaces the result of a test. @throws Error of the file system */
  write(token: string, result: TestResult): void {
    makeFolder(this.#disk, this.#folder);
    writeAtomically(this.#disk, this.#path(token), this.#temporary, formatVersioned(result));
  }

  /**
   * Reads the result of a test; undefined before there is one.
   *
   * @throws Error of the file system; SyntaxError or ZodError when it is malformed
   */
  read(token: string): TestResult | undefined {
    const content = unlessMissing(() => this.#disk.read(this.#path(token), { maxBytes }));
    return content && testResultSchema.parse(parseVersioned(content.toString(), (fields) => fields));
  }

  /** Removes old results. @param now epoch seconds */
  forget(now: number): void {
    for (const name of unlessMissing(() => this.#disk.list(this.#folder)) ?? []) {
      const path = join(this.#folder, name);
      const { modifiedTime = now } = this.#disk.status(path) ?? {};
      if (Math.abs(now - modifiedTime) > keptSeconds) this.#disk.removeTree(path);
    }
  }

  #path(token: string): string {
    return join(this.#folder, `${token}.json`);
  }
}
