import type { TransitionLog } from '../process/logger.ts';
import { StoreError } from '../samples/sample-reader.ts';
import type { Predictor } from './predictor.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** Everything the loop needs of the outside world, so that a simulation can stand in for it. */
export interface PredictionLoopParts {
  readonly predictor: Pick<Predictor, 'round' | 'pauseSeconds'>;
  readonly isRedisOpen: () => boolean;
  readonly log: TransitionLog;
  /** Ends the loop. */
  readonly signal: AbortSignal;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Settles after that many seconds, at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** Runs rounds until `signal` is aborted. Logs a Redis that cannot be read; any other error is a bug, and rejects. */
export async function runPredictionLoop(parts: PredictionLoopParts): Promise<void> {
  const { predictor, isRedisOpen, log, signal, now, sleep } = parts;
  const lastRound = log.subject('the last round');
  while (!signal.aborted) {
    try {
      await predictor.round();
      lastRound.recovered();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // The connection itself logs that it is lost.
      if (isRedisOpen()) lastRound.failing(`could not read Redis: ${describeError(error)}`);
    }
    await sleep(predictor.pauseSeconds(now()), signal);
  }
}
