import type { ArrivalSplit } from '../samples/arrival-split.ts';
import type { Certainty } from '../samples/writer.ts';
import type { WriterSplit } from '../samples/writer-split.ts';
import type { MixedCause } from './mixed-cause.ts';
import type { TargetSeries } from './target-series.ts';

/** One of several writers of a series. */
export interface WriterOfSeries {
  readonly series: TargetSeries;
  /** The least seconds between one of its samples and another writer's. */
  roomSeconds: number;
  readonly intervalSeconds: number;
  /** Samples that have arrived since it is told apart. */
  arrived: number;
  /** Epoch seconds of its last sample but one. */
  previousTime: number;
  newestTime: number;
}

/** The writers of a series, and how their samples are told apart. */
export interface SplitSeries {
  readonly writers: readonly WriterOfSeries[];
  readonly split: WriterSplit | ArrivalSplit;
  readonly cause: MixedCause;
  readonly certainty: Certainty;
  /** True when only one of them goes on (default: false). */
  hasEnded?: boolean;
}
