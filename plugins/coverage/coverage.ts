import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { TargetConfig } from '../config/target-config.ts';
import { loadCure, type Absence } from './absence.ts';
import { reasonRules, type Reason } from './reason.ts';

/** A living series that a target's pattern matches. */
export interface SeriesStanding {
  readonly name: string;
  readonly host: string;
  /** The reason why it is not predicted; undefined when it is. */
  readonly reason?: Reason | undefined;
}

/** Everything that is known about one target. */
export interface TargetEvidence {
  readonly target: string;
  readonly config: TargetConfig;
  /** The series that its pattern matches, except those of hosts that are gone. */
  readonly series: readonly SeriesStanding[];
  /** Number of further such series, which are all predicted (default: 0). */
  readonly predicted?: number;
  /** The living hosts without such a series. */
  readonly absences: readonly Absence[];
  /** True where it is all right that there is neither: other predictors have the hosts (default: false). */
  readonly isElsewhere?: boolean;
}

/** A series, a host, or a whole target that is not predicted. */
export interface Unpredicted {
  readonly target: string;
  /** Undefined when it is about the whole target. */
  readonly host: string | undefined;
  /** The name of the series; undefined when there is no such series. */
  readonly series: string | undefined;
  readonly reason: Reason;
  /** True when it should be predicted: it is counted, and told when it lasts. */
  readonly isWanted: boolean;
}

/** One target: how much of it is predicted, and what is not. */
export interface TargetCoverage {
  readonly target: string;
  /** True when it is all right that no series is predicted. */
  readonly isOptional: boolean;
  /** Number of series. */
  readonly predicted: number;
  readonly unpredicted: readonly Unpredicted[];
}

/** Which targets and hosts are predicted, and why others are not. */
export interface Coverage {
  readonly targets: readonly TargetCoverage[];
  /** Number of series that are predicted. */
  readonly predicted: number;
  /** Everything that should be predicted, and is not. */
  readonly wanted: readonly Unpredicted[];
  /** Targets that should have a predicted series, and have none. */
  readonly blind: readonly string[];
}

/** Judges which targets and hosts are predicted, and why others are not. */
export function coverageOf(evidence: readonly TargetEvidence[]): Coverage {
  const targets = evidence.map(targetCoverage);
  const wanted = targets.flatMap(({ unpredicted }) => unpredicted.filter(({ isWanted }) => isWanted));
  return {
    targets,
    predicted: targets.reduce((sum, { predicted }) => sum + predicted, 0),
    wanted,
    blind: targets.filter(isBlind).map(({ target }) => target),
  };
}

function isBlind({ isOptional, predicted, unpredicted }: TargetCoverage): boolean {
  return !isOptional && predicted === 0 && unpredicted.every(({ isWanted }) => isWanted);
}

function targetCoverage({
  target,
  config,
  series,
  absences,
  isElsewhere = false,
  predicted: others = 0,
}: TargetEvidence): TargetCoverage {
  const isWanted = ({ kind }: Reason): boolean => {
    const { lastingSeconds, concernsOptional } = reasonRules[kind];
    return Number.isFinite(lastingSeconds) && (concernsOptional || !config.optional);
  };
  const ofSeries = series.flatMap(({ name, host, reason }): Unpredicted[] =>
    reason ? [{ target, host, series: name, reason, isWanted: isWanted(reason) }] : [],
  );
  const strong = absences.filter(({ isWeak }) => !isWeak);
  const ofHosts = strong.map(({ host, reason }) => ({
    target,
    host,
    series: undefined,
    reason,
    isWanted: isWanted(reason),
  }));
  const unpredicted: Unpredicted[] = [...ofSeries, ...ofHosts];
  const isEmpty = others + series.length + strong.length === 0;
  if (isEmpty && !isElsewhere) {
    const reason = absences[0]?.reason ?? noSeriesReason(config);
    unpredicted.push({ target, host: undefined, series: undefined, reason, isWanted: !config.optional });
  }
  return {
    target,
    isOptional: config.optional || (isEmpty && isElsewhere),
    predicted: others + series.length - ofSeries.length,
    unpredicted,
  };
}

/** The reason of a target without any series, where no other name in the store says more. */
function noSeriesReason({ series }: TargetConfig): Reason {
  const { plugin } = new IdentifierPattern(series);
  return {
    kind: 'no-series',
    cause: `there is no series like ${series}`,
    cure: plugin === undefined ? 'correct the pattern' : loadCure(plugin),
  };
}
