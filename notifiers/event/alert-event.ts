/** How bad, in collectd's own words. OKAY ends an episode. */
export type Severity = 'OKAY' | 'WARNING' | 'FAILURE';

/** A process whose resident memory grew while the risk rose. */
export interface Culprit {
  readonly pid: number;
  /** The program's name, as the kernel has it: at most 15 characters. */
  readonly name: string;
  /** What it holds, and what it has added within `overSeconds`, in bytes. */
  readonly residentBytes: number;
  readonly grownBytes: number;
  readonly overSeconds: number;
  /** Its control group: the systemd unit or the container it runs in, at most 80 characters; absent where there is none. */
  readonly cgroup?: string;
}

/** What `dma predict` knew of the resource at about the time of an event. */
export interface Situation {
  /** Epoch seconds. */
  readonly time: number;
  /** In the series' own unit, as all values here: bytes for memory and disks. */
  readonly value: number;
  readonly limit: number;
  /** `lower`: exhausted is what falls to the limit. */
  readonly limitSide: 'upper' | 'lower';
  readonly unit: 'bytes' | 'plain';
  /** The whole of the resource; absent where it is not known. */
  readonly capacity?: number;
  readonly horizonSeconds: number;
  /** Expected one horizon later, with its interval of nominal coverage `level` (0 to 1); absent when it abstained. */
  readonly forecast?: {
    readonly predicted: number;
    readonly lower: number;
    readonly upper: number;
    readonly level: number;
  };
  /** 0 to 100; absent when it abstained. */
  readonly riskPercent?: number;
  /** Seconds from `time` until the limit is reached; absent when that is not in sight. */
  readonly exhaustion?: {
    readonly seconds?: number;
    readonly earliest: number;
    readonly latest?: number;
  };
  /** Those that grew most first, at most five; empty where nothing is known of the processes. */
  readonly culprits: readonly Culprit[];
}

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
  /** Absent where `dma predict` said nothing: for other thresholds, and for hosts that it does not predict here. */
  readonly situation?: Situation;
  /** The notification's further header lines, such as `WarningMax`, as collectd printed them. */
  readonly details: Readonly<Record<string, string>>;
}
