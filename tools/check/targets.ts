import type { Config } from '../../plugins/config/config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Finding } from './finding.ts';
import { findAbsences } from './absences.ts';
import { findBehind } from './behind.ts';
import { chosenHorizons } from './chosen-horizons.ts';
import { checkClocks } from './clocks.ts';
import { checkGone } from './gone.ts';
import { checkLongPast } from './long-past.ts';
import { checkMixed, findMixed, type MixedSeries } from './mixed.ts';
import { lookAtPredictions } from './predictions.ts';
import { lookAtSeries } from './seen-series.ts';
import type { SeenSeries, SightParts } from './sight.ts';
import { lookAtNeeds, type NeedsParts } from './series-needs.ts';
import { lookAtPredictors } from '../outlook/predictors.ts';
import { duplicateFault } from '../outlook/duplicates.ts';
import { shardFault } from '../outlook/shards.ts';
import { checkTarget } from './target.ts';

/** A start of collectd that is longer ago explains nothing: it has read everything once. */
export const maxStartSeconds = 30;

export interface TargetsParts extends SightParts {
  readonly reader: WriteRedisReader;
  readonly isCounter?: NeedsParts['isCounter'];
  /** True when a finding of its own says why collectd's values do not get into Redis (default: false). */
  readonly isRefused?: boolean;
  /** The name of this machine in collectd (default: not known). */
  readonly ownHost?: string | undefined;
  /** The names of all series in Redis, our own among them. */
  readonly allNames: readonly string[];
}

/** The findings about all targets, and what further checks need of them. */
export interface TargetsSight {
  readonly findings: readonly Finding[];
  /** The series that get samples. */
  readonly living: readonly SeenSeries[];
  /** True when dma gives something back. */
  readonly isPredicting: boolean;
  readonly figures: CheckFigures;
}

/** The figures of a check, for a monitoring system. */
export interface CheckFigures {
  /** Number of series that get samples. */
  readonly series: number;
  /** Number of series whose predictions come back and are fresh. */
  readonly predicted: number;
  /** Seconds since the newest prediction; undefined without one. */
  readonly ageSeconds: number | undefined;
}

/**
 * Checks the series and the predictions of all targets, and counts the series that are gone.
 *
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function checkTargets(
  { targets }: Pick<Config, 'targets'>,
  given: TargetsParts,
): Promise<TargetsSight> {
  let waited = 0;
  const pause = async (seconds: number): Promise<void> => {
    await given.pause(seconds);
    waited += seconds;
  };
  const parts = { ...given, pause };
  const { names, startedSeconds = Number.POSITIVE_INFINITY } = parts;
  const justStartedSeconds = startedSeconds <= maxStartSeconds ? startedSeconds : undefined;
  const { series, unseen } = await lookAtSeries(targets, parts);
  const absences = await findAbsences({ targets }, series, parts);
  const findings: Finding[] = [];
  const mixed: MixedSeries[] = [];
  const explained = new Set<string>();
  let unknown = unseen;
  for (const [name, target] of Object.entries(targets)) {
    const seen = series.filter((one) => one.target === name);
    const living = seen.filter(({ state }) => state !== 'gone' && state !== 'unreadable');
    const needs = await lookAtNeeds(target, living, parts);
    unknown += needs.unseen;
    for (const one of needs.explained) explained.add(one);
    const chosenSeconds = await chosenHorizons(target, living, parts);
    mixed.push(...(await findMixed(target, living, parts)));
    findings.push(
      checkTarget(name, target, {
        names,
        seen,
        needs,
        chosenSeconds,
        absences: absences.get(name) ?? [],
        isRedisEmpty: parts.allNames.length === 0,
        isRefused: parts.isRefused === true,
        justStartedSeconds,
      }),
    );
  }
  const fresh = series.filter(({ state }) => state === 'fresh' || state === 'young');
  mixed.push(...(await findBehind(fresh, mixed, parts)));
  const predictors = await lookAtPredictors(parts.reader, new Set(parts.allNames), parts.now);
  const telling = predictors.filter(({ isAlive }) => isAlive);
  const several = checkMixed(mixed, Math.max(0, ...telling.map((one) => one.mixed ?? 0)));
  if (several) findings.push(several);
  const { finding, predicted, reporters, ageSeconds } = await lookAtPredictions({
    ...parts,
    series,
    explained,
    waitedSeconds: waited,
  });
  if (finding) findings.push(finding);
  const fault = shardFault(predictors);
  if (fault !== undefined) findings.push({ subject: 'shards', ok: false, text: fault });
  const doubled = duplicateFault(predictors);
  if (doubled !== undefined) findings.push({ subject: 'dma predict', ok: false, text: doubled });
  const wrong = Math.max(0, ...telling.map(({ wrongClocks = 0 }) => wrongClocks));
  const clocks = checkClocks(series, parts.ownHost, wrong);
  if (clocks) findings.push(clocks);
  const gone = checkGone(series);
  if (gone) findings.push(gone);
  if (unknown > 0) findings.push(notLookedAt(unknown));
  const past = parts.isTimeUp() ? undefined : await checkLongPast(fresh, parts);
  if (past) findings.push(past);
  const figures = { series: fresh.length, predicted: predicted.length, ageSeconds };
  return { findings, living: fresh, isPredicting: reporters.length + predicted.length > 0, figures };
}

function notLookedAt(count: number): Finding {
  return {
    subject: 'time',
    ok: true,
    kind: 'note',
    text: `${count} series were not looked at, because the check ends after some seconds; the ones in collectd's cache came first`,
  };
}
