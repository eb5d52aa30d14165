/** Seconds for which a reason has to last before it is told: collectd has read a plugin more than once by then. */
const [evidentSeconds, absentSeconds] = [60, 120];

interface ReasonRule {
  /** Seconds for which it has to last before it is told; Infinity when others tell it, or nobody has to. */
  readonly lastingSeconds: number;
  /** True when it matters for an optional target as well, because it shows that the resource is there. */
  readonly concernsOptional: boolean;
}

const evident: ReasonRule = { lastingSeconds: evidentSeconds, concernsOptional: true };
const absent: ReasonRule = { lastingSeconds: absentSeconds, concernsOptional: false };
const untold: ReasonRule = { lastingSeconds: Number.POSITIVE_INFINITY, concernsOptional: false };

const rules = {
  /** Of a whole target: no living series is like it. */
  'no-series': absent,
  /** Of a whole target: there are such series, of hosts that the target leaves out. */
  'other-host': absent,
  /** The host has the plugins of a machine, and not this one. */
  'no-plugin': absent,
  /** The plugin is there, and its series have other names, as on another system. */
  'other-names': absent,
  /** The series is there under another plugin instance. */
  'other-instance': evident,
  /** The plugin gives percentages, and the target wants values. */
  'only-percentages': evident,
  /** The plugin gives values, and the target wants percentages. */
  'only-values': evident,
  /** The capacity makes no sum. */
  capacity: evident,
  /** The capacity is 0: a machine without swap. */
  'nothing-there': { ...evident, concernsOptional: false },
  /** A part of a sum is missing, or there are several. */
  sum: evident,
  /** The name is malformed or too long. */
  name: evident,
  /** The series cannot be read, or lacks the data source. */
  unreadable: evident,
  /** The values are unknown. */
  'no-values': { ...evident, concernsOptional: false },
  /** The values cannot be forecast. */
  abstention: evident,
  /** The samples are too far ahead of our clock. */
  clock: evident,
  /** It is new: samples, or parts of its capacity, are still to come. */
  waiting: untold,
  /** Nothing arrives. The alarms about silence tell it. */
  silent: untold,
} as const satisfies Record<string, ReasonRule>;

export type ReasonKind = keyof typeof rules;

/** The rule of each kind of reason. */
export const reasonRules: Readonly<Record<ReasonKind, ReasonRule>> = rules;

/** Why something is not predicted, and the remedy: two parts of a sentence. */
export interface Reason {
  readonly kind: ReasonKind;
  readonly cause: string;
  readonly cure: string;
}
