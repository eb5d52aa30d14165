import type { Forecaster } from '../../forecast.ts';
import type { RecentSamples } from './recent-samples.ts';

/** Names of the seasons that a series may have. */
export const seasonNames = ['hour', 'day', 'week'] as const;
export type SeasonName = (typeof seasonNames)[number];

/** The settings that tests of one series share. */
export interface TestOptions {
  /** Judges the series by its own past. */
  readonly forecaster: Forecaster;
  /** How far ahead that is, in seconds, above 0. */
  readonly horizonSeconds: number;
  /** Seasons to look for. */
  readonly seasons: readonly SeasonName[];
}

/**
 * One test of the committee: says how surprising the newest sample of a series is.
 *
 * A surprise is -log10 of the probability that a normal sample is at least as extreme, from 0 to {@link maxSurprise}.
 * Laws: causal; a constant series is never surprising; the same samples give the same surprises; other units of the
 * value or another origin of the time change nothing; only too few samples lead to NaN.
 */
export interface AnomalyTest {
  /** Its name in the alert context. */
  readonly name: string;
  /** A surprise from here on is a vote for an anomaly. */
  readonly votesFrom: number;
  /** Its part in the joint surprise of the committee; 0 for a test that votes only. */
  readonly weight: number;
  /** The numbers in single precision that it keeps of a series; none where it is absent. */
  keeps?(options: TestOptions): number;
  /**
   * Begins to follow a series.
   *
   * @param numbers those of the whole committee, 0 at first: one array for all, because each takes 175 bytes by itself
   * @param from where its own begin
   */
  follow(options: TestOptions, numbers: Float32Array, from: number): FollowingTest;
}

/** A test that follows one series. */
export interface FollowingTest {
  /**
   * Judges a sample by those before it, and takes it.
   *
   * @param time epoch seconds, increasing
   * @param value as {@link keptValue} gives it
   * @param recent the samples before this one
   * @returns its surprise, or NaN where the test has nothing to judge by
   */
  judge(time: number, value: number, recent: RecentSamples): number;
}

/** Larger values are taken as this one. */
const largest = 1e38;

/** A value as tests see and keep it: in single precision, so that what is kept and what comes compare exactly. */
export function keptValue(value: number): number {
  return Math.fround(Math.min(largest, Math.max(-largest, value)));
}

/** No test is surer than this. */
export const maxSurprise = 8;
/** A tail of three standard deviations on both sides. */
export const threeSigma = -Math.log10(0.0027);
/** Surprises and relative differences below this one are those of rounding. */
const rounding = 1e-7;

/** The surprise of a probability, 0 where it is that of rounding. */
export function surpriseOf(probability: number): number {
  if (!(probability > 0)) return maxSurprise;
  const surprise = -Math.log10(probability);
  return surprise < rounding ? 0 : Math.min(maxSurprise, surprise);
}

/** Its square is above 0. */
const minScale = 1e-150;

/** A scale that rounding does not make 0, so that a quotient by it is finite. @param size of the values */
export function safeScale(scale: number, size: number): number {
  return Math.max(scale, Math.abs(size) * rounding, minScale);
}
