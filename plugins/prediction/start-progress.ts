import { isFleet } from './fleet-pacing.ts';

/** Seconds between two lines. */
const lineSeconds = 5;

export interface StartProgressParts {
  /** Says something that is no fault (default: nobody is told). */
  readonly tell?: (text: string) => void;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** Logs how far the start of very many series has come: a line now and then, and one at its end. */
export class StartProgress {
  readonly #parts: StartProgressParts;
  readonly #started: number;
  #told: number;
  #hasTold = false;
  #isOver = false;

  constructor(parts: StartProgressParts) {
    this.#parts = parts;
    this.#started = this.#told = parts.monotonic();
  }

  /**
   * Looks once a round.
   *
   * @param found number of series that the targets match
   * @param isLoading true while the past of some is still to be read
   */
  look(predicted: number, found: number, isLoading: boolean): void {
    if (this.#isOver) return;
    const { tell, monotonic } = this.#parts;
    const now = monotonic();
    if (!isLoading) {
      this.#isOver = found > 0;
      if (this.#hasTold)
        tell?.(`${share(predicted, found)}; the start took ${Math.round(now - this.#started)} s`);
      return;
    }
    if (!isFleet(found) || now - this.#told < lineSeconds) return;
    this.#told = now;
    this.#hasTold = true;
    tell?.(`${share(predicted, found)}, the others follow`);
  }
}

function share(predicted: number, found: number): string {
  return `${predicted.toLocaleString('en-US')} of ${found.toLocaleString('en-US')} series are predicted`;
}
