import { minAhead, spanOf, strongestTurn, turnsOf, type Turn } from './turns.ts';

/** A turn so near to the end that little is known of the time after it. */
export interface LateTurn {
  readonly turn: Turn;
  /** The steps after it that are compared. */
  readonly ahead: number;
}

/**
 * The one turn in the last two spans of a series, which a shorter time after it may show: at an alert, the turn is new.
 *
 * @returns undefined without any
 */
export function lateTurnOf(values: Float64Array): LateTurn | undefined {
  const { length } = values;
  const span = spanOf(length);
  let best: Turn | undefined;
  for (let ahead = span; ahead >= minAhead; ahead = Math.floor(ahead / 2)) {
    const turn = strongestTurn(turnsOf(values, { ahead }));
    if (turn?.kind !== 'step' || turn.step < length - 2 * span) continue;
    if (!best || Math.abs(turn.strength) >= Math.abs(best.strength)) best = turn;
  }
  return best && { turn: best, ahead: Math.min(span, length - best.step) };
}
