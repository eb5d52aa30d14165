import type { Related } from '../../notifiers/event/alert-event.ts';
import type { Changes } from './changes.ts';
import type { ExplainedState } from './explained-state.ts';
import type { SilentSeries } from './silent-series.ts';

/** A risk that came back through collectd. */
export interface GivenRisk {
  /** Epoch seconds. */
  readonly time: number;
  /** 0 to 100. */
  readonly percent: number;
}

/** A series at one time, whatever judges it. */
export interface ExplainedSeries {
  readonly host: string;
  readonly resource: string;
  readonly target: string;
  /** The identifiers that are summed up, the one that names the sum first. */
  readonly series: readonly string[];
  readonly unit: 'bytes' | 'plain';
  /** Epoch seconds that were asked for. */
  readonly at: number;
  /** The percentage that `dma predict` gave at that time; undefined where Redis has none. */
  readonly given: GivenRisk | undefined;
  /** Undefined while samples came. */
  readonly silent: SilentSeries | undefined;
  /** The series that moved with it, as an alert would name them. */
  readonly related: Related;
  /** Lines for people: what was left out, what is not covered. */
  readonly remarks: readonly string[];
}

/** The risk of one series at one time, and what would change it. */
export interface Explanation extends ExplainedSeries {
  readonly horizonSeconds: number;
  readonly limitSide: 'upper' | 'lower';
  /** In the unit of the series, at the time of the newest sample. */
  readonly limit: number;
  readonly state: ExplainedState;
  readonly hasDetector: boolean;
  readonly changes: Changes;
}
