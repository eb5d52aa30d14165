import { IdentifierError } from '../collectd/identifier.ts';
import type { TransitionLog } from '../process/logger.ts';
import { ProtocolError } from '../collectd/text-protocol.ts';
import { SeriesError } from './sample-reader.ts';

/** What is wrong with one series must not stop the others: it is said once, and the series is left out. */
export class SeriesIsolation {
  readonly #log: TransitionLog;

  constructor(log: TransitionLog) {
    this.#log = log;
  }

  /** @returns undefined when the series itself is at fault; rejects with any other error */
  async run<Result>(identifier: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const isOwnFault =
        error instanceof SeriesError || error instanceof IdentifierError || error instanceof ProtocolError;
      if (!isOwnFault) throw error;
      this.#log
        .subject(`the series ${JSON.stringify(identifier)}`)
        .failing(`cannot be predicted: ${error.message}`);
      return undefined;
    }
  }
}
