import type { RangeQuestion, RangeTaker } from './range-replies.ts';

/** The commands needed of a Redis client. */
export interface RedisReads {
  sScan(
    key: string,
    cursor: string,
    options: { COUNT: number },
  ): Promise<{ cursor: string; members: string[] }>;
  zRangeWithScores(
    key: string,
    min: number | string,
    max: number | string,
    options?: { BY: 'SCORE'; REV?: true; LIMIT?: { offset: number; count: number } },
  ): Promise<{ value: string; score: number }[]>;
  /**
   * Asks many at once (default: one after the other).
   *
   * @returns false when that is not possible now, and nothing was asked; rejects with StoreError
   */
  rangeEach?(questions: readonly RangeQuestion[], taker: RangeTaker): Promise<boolean>;
}

/** The pattern of the keys, about how many are looked at, and their type. */
export interface ScanOptions {
  readonly MATCH: string;
  readonly COUNT: number;
  readonly TYPE: string;
}
