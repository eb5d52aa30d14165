/** How bad, in collectd's own words. OKAY ends an episode. */
export type Severity = 'OKAY' | 'WARNING' | 'FAILURE';

/**
 * What a sink is told: one change of one episode.
 *
 * All times are epoch seconds with fractions, as in collectd.
 */
export interface AlertEvent {
  /** The episode's id: the same for its WARNING, its FAILURE and its OKAY. ASCII, at most 64 characters. */
  readonly id: string;
  readonly severity: Severity;
  /** A resource that runs out; dma's own health (`self`); or any other threshold of collectd's. */
  readonly kind: 'exhaustion' | 'self' | 'other';
  /** When collectd raised this notification. */
  readonly time: number;
  /** When the episode began; equal to `time` for its first event. */
  readonly since: number;
  readonly host: string;
  /** What runs out, such as `memory` or `disk-root`: the target's name and what its series' wildcards matched. */
  readonly resource: string;
  /** The identifier that collectd's threshold looked at, such as `web1/dma-memory/percent-risk`. */
  readonly source: string;
  /** collectd's message, one line. */
  readonly message: string;
  /** The value that collectd's threshold looked at (for `percent-risk`: 0 to 100); absent when unknown. */
  readonly value?: number;
  /** The notification's further header lines, such as `WarningMax`, as collectd printed them. */
  readonly details: Readonly<Record<string, string>>;
}
