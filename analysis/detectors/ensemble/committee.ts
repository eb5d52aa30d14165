import { tooFewSamples, type Abstention } from '../../forecast.ts';
import { keptValue, maxSurprise, type FollowingTest, type TestOptions } from './anomaly-test.ts';
import { maxRecent, RecentSamples } from './recent-samples.ts';
import { anomalyTests } from './registry.ts';

/** A surprise without a consensus keeps this share of itself. */
const withoutConsensus = 0.7;
/** The mean gap between samples is over about this many. */
const gapSamples = 100;
/**
 * The upper bound of a rarity, for a series with a sample a day or more: the most that the weights of all tests allow.
 */
export const maxRarity = maxSurprise * anomalyTests.reduce((sum, { weight }) => sum + weight, 0);

export interface CommitteeOptions extends TestOptions {
  /** The number of tests that have to agree. */
  readonly votes: number;
  /** Samples before there is a judgement. */
  readonly minimumSamples: number;
}

/** The judgement of the committee on one sample. */
export interface Consensus {
  readonly kind: 'consensus';
  /** The rarity of a sample like this one: -log10 of about how many a day there are, at most {@link maxRarity}. */
  readonly rarity: number;
  /** The tests that call it an anomaly, by name. */
  readonly tests: readonly string[];
  /** True when enough of them do. */
  readonly isAgreed: boolean;
}

/** A test's view of a sample. */
export interface TestReading {
  readonly test: string;
  /** -log10 of how probable such a sample is; NaN where it has nothing to judge by. */
  readonly surprise: number;
  /** A surprise from here on is a vote. */
  readonly votesFrom: number;
  /** Its part in the joint surprise. */
  readonly weight: number;
}

const nobody: readonly string[] = [];

/**
 * A committee of tests on one series: each says how surprising the newest sample is, and votes.
 *
 * The joint surprise is that of the histogram, which remembers longest, and a tenth or less of what the others add. A
 * few tests that vote often, such as three sigma, count by their votes alone. By the pace of the series, it becomes a
 * rarity, which is comparable between series. Causal; less than 8 kB a series (`dma bench`).
 */
export class Committee {
  readonly #options: CommitteeOptions;
  readonly #recent: RecentSamples;
  readonly #tests: readonly FollowingTest[];
  #samples = 0;
  #time = Number.NaN;
  #gapSeconds = Number.NaN;

  constructor(options: CommitteeOptions) {
    this.#options = options;
    const kept = anomalyTests.map((test) => test.keeps?.(options) ?? 0);
    let from = maxRecent;
    const numbers = new Float32Array(kept.reduce((sum, count) => sum + count, from));
    this.#recent = new RecentSamples(numbers);
    this.#tests = anomalyTests.map((test, index) => {
      const following = test.follow(options, numbers, from);
      from += kept[index]!;
      return following;
    });
  }

  /** The samples of the last hour, the newest one among them when it was due. */
  get recent(): Readonly<RecentSamples> {
    return this.#recent;
  }

  /**
   * Judges a sample, and takes it.
   *
   * @param time epoch seconds, increasing
   * @param given its value, finite
   * @param readings gets one for each test (default: nobody asks)
   */
  judge(time: number, given: number, readings?: TestReading[]): Consensus | Abstention {
    const value = keptValue(given);
    this.#measureGap(time);
    let surprise = 0;
    let tests: string[] | undefined;
    for (let i = 0; i < anomalyTests.length; i++) {
      const { name, votesFrom, weight } = anomalyTests[i]!;
      const own = this.#tests[i]!.judge(time, value, this.#recent);
      readings?.push({ test: name, surprise: own, votesFrom, weight });
      if (!(own > 0)) continue;
      surprise += weight * own;
      if (own >= votesFrom) (tests ??= []).push(name);
    }
    if (this.#recent.isDue(time)) this.#recent.append(time, value);
    const { minimumSamples, votes } = this.#options;
    if (++this.#samples <= minimumSamples) return tooFewSamples(this.#samples, minimumSamples + 1);
    const isAgreed = (tests?.length ?? 0) >= votes;
    return {
      kind: 'consensus',
      rarity: (isAgreed ? 1 : withoutConsensus) * surprise - Math.log10(86_400 / this.#gapSeconds),
      tests: tests ?? nobody,
      isAgreed,
    };
  }

  #measureGap(time: number): void {
    const gap = time - this.#time;
    this.#time = time;
    if (Number.isNaN(gap)) return;
    const known = Number.isNaN(this.#gapSeconds) ? gap : this.#gapSeconds;
    // A pause is no gap between samples.
    this.#gapSeconds = known + (Math.min(gap, 10 * known) - known) / Math.min(gapSamples, this.#samples);
  }
}
