import type { SoakAlerts } from './alerts.ts';
import type { Judged } from './judgement.ts';

/** What a soak found. */
export interface SoakResult {
  /** Driven hours, and seconds of ours without start and end. */
  readonly hours: number;
  readonly seconds: number;
  readonly pace: number;
  readonly valuesSent: number;
  readonly machinesGone: number;
  readonly judged: readonly Judged[];
  readonly alerts: SoakAlerts;
  /** Lines that our programs wrote to collectd's log, and how many may be expected of so many machines that went. */
  readonly logLines: number;
  readonly logLinesExpected: number;
  /** Series that fell silent, which has its own lines; and how often that was said over again. */
  readonly silences: number;
  readonly silencesRepeated: number;
  /** What they say most often, numbers aside. */
  readonly commonestLines: readonly { readonly line: string; readonly count: number }[];
  /** Programs of ours that ended and were started again by collectd. */
  readonly restarts: number;
  /** What is wrong, for people; empty when all is well. */
  readonly faults: readonly string[];
}
