import type { Verdict } from '../detector.ts';
import type { Abstention } from '../forecast.ts';

/** The evidence that the risk is judged by: the climb and its forecast, a detector's verdict, or both. */
export type RiskSource = 'forecast' | 'detector' | 'both';

/** A verdict seconds a climb from this margin on: closer to the boundary it is too often wrong where nothing leaks. */
const sureMargin = 1.5;
/** Beyond it, a margin moves the log-odds by this share of itself... */
const verdictWeight = 0.3;
/** ...and counts up to here: how large margins get is up to each model. */
const maxBeyond = 3;
/** A climb that leads nowhere is left this chance. */
const leastChance = 0.04;

/**
 * The combined evidence of a climb and a verdict, as a probability.
 *
 * A detector alone: an abnormal verdict's margin, in log-odds from the boundary. Both: the evidence of the climb, and a
 * verdict that is sure of itself is one more observation, which moves its log-odds.
 *
 * A verdict of normal is no evidence, however close to the boundary: else one abnormal verdict after some of those
 * would raise an alert. Nor is it held against a climb, whose own record knows better.
 *
 * Source: Good (1950), Probability and the weighing of evidence.
 *
 * @param climb probability that the climb goes on to the limit, 0 to 1
 * @param verdict undefined without a detector
 * @param boundary the probability from which on evidence speaks for a crossing, between 0 and 1
 * @returns 0 to 1
 */
export function pooledEvidence(
  climb: number,
  verdict: Verdict | Abstention | undefined,
  source: RiskSource,
  boundary: number,
): number {
  if (verdict === undefined || source === 'forecast') return climb;
  if (verdict.kind === 'abstention') return source === 'detector' ? 0 : climb;
  const { margin } = verdict;
  if (source === 'detector') return margin > 0 ? probability(logOdds(boundary) + margin) : 0;
  if (margin <= sureMargin) return climb;
  const prior = Math.max(leastChance, climb);
  const moved = probability(logOdds(prior) + verdictWeight * Math.min(maxBeyond, margin - sureMargin));
  return Math.max(climb, moved);
}

function logOdds(share: number): number {
  return Math.log(share / (1 - share));
}

function probability(logOdd: number): number {
  return 1 / (1 + Math.exp(-logOdd));
}
