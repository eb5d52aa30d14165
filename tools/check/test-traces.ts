import { join } from 'node:path';
import { describeError } from '../../notifiers/error-text.ts';
import { maxNotificationBytes } from '../../plugins/collectd/notification.ts';
import { unlessMissing } from '../../plugins/files/folder.ts';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { TestResults, type TestResult } from '../../plugins/spool/test-results.ts';

/** The traces that a test leaves in the spool: first its notification, then the result of `dma deliver`. */
export class TestTraces {
  readonly #folder: string;
  readonly #token: string;
  readonly #results: TestResults;

  /** @param token of the test */
  constructor(spool: string, token: string) {
    this.#folder = join(spool, 'new');
    this.#token = token;
    this.#results = new TestResults(nodeDisk, spool);
  }

  /** The reason why this user cannot see them, in one line; undefined where nothing keeps them. */
  get obstacle(): string | undefined {
    try {
      void this.result;
      void this.#names;
      return undefined;
    } catch (error) {
      return describeError(error);
    }
  }

  /** The result so far; undefined before `dma deliver` has taken the test. */
  get result(): TestResult | undefined {
    return this.#results.read(this.#token);
  }

  /** True when the notification is in the spool, or has been. */
  get hasArrived(): boolean {
    // In this order: it may be taken in between.
    return this.#isWaiting || this.result !== undefined;
  }

  get #names(): readonly string[] {
    return unlessMissing(() => nodeDisk.list(this.#folder)) ?? [];
  }

  get #isWaiting(): boolean {
    return this.#names.some((name) => {
      try {
        const content = nodeDisk.read(join(this.#folder, name), { maxBytes: maxNotificationBytes });
        return content.includes(this.#token);
      } catch {
        // It is gone, or of somebody else.
        return false;
      }
    });
  }
}
