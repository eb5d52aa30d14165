import { countOf } from '../../notifiers/count-of.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { SeriesNames } from '../../plugins/samples/series-names.ts';
import { missingSeriesCure } from './drop-in.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import { givenBack, riskNameOf } from './given-back.ts';
import { limitText } from './limit-text.ts';
import type { SeenSeries } from './sight.ts';
import type { SeriesNeeds } from './series-needs.ts';

/** The subject of the finding that says why Redis takes no values. */
export const writingToRedis = 'writing to Redis';

export interface TargetParts {
  readonly names: SeriesNames;
  /** The series that the target matches. */
  readonly seen: readonly SeenSeries[];
  readonly needs: SeriesNeeds;
  /** The horizons that auto stands for (default: none is known). */
  readonly chosenSeconds?: readonly number[];
  /** The reasons why living hosts have no such series, though they should. */
  readonly absences: readonly string[];
  /** True when Redis has no series of anything, our own included. */
  readonly isRedisEmpty: boolean;
  /** True when a finding of its own says why Redis takes no values (default: false). */
  readonly isRefused?: boolean;
  /** Seconds since collectd started, while that explains what is missing. */
  readonly justStartedSeconds: number | undefined;
}

/**
 * Says whether the series of a target get samples, and shows limit, capacity and horizon as found. Series that are gone
 * are no fault while others go on.
 */
export function checkTarget(name: string, target: TargetConfig, parts: TargetParts): Finding {
  const subject = `target ${name}`;
  const { seen, needs } = parts;
  const living = seen.filter(({ state }) => state !== 'gone');
  if (living.length === 0) return { subject, ...withoutSeries(target, parts) };
  const going = new Set(living.filter(isGoing).map(pluginOf));
  const hasEnded = (one: SeenSeries): boolean => target.optional && going.has(pluginOf(one));
  const late = living.filter(({ state }) => state === 'late');
  const problems = [
    ...late.filter((one) => !hasEnded(one)).map(describeLate),
    ...living
      .filter(({ state }) => state === 'unstored')
      .map((one) => describeUnstored(one, parts.isRefused === true)),
    ...living.flatMap(({ identifier, problem }) =>
      problem === undefined ? [] : `${identifier.name} cannot be read: ${problem}`,
    ),
    ...needs.problems,
    ...(parts.justStartedSeconds === undefined ? parts.absences : []),
  ];
  if (problems.length > 0) return { subject, ok: false, text: firstOf(problems) };
  const waiting = living.every(({ state }) => state === 'young')
    ? [...needs.waiting, describeYoung(living)]
    : needs.waiting;
  const notes = [
    ...late.filter(hasEnded).map((one) => `${one.identifier.name} has ended ${age(one)} ago`),
    ...living.filter((one) => givenBack(one).isShortened).map(describeShortened),
    ...needs.notes,
  ];
  const hosts = countOf(new Set(living.map(({ identifier }) => identifier.host)).size, 'host');
  const limit = limitText(target, living[0]!.identifier.type, needs.capacities, parts.chosenSeconds);
  const counted = `${living.length} series of ${hosts}; ${limit}${slowAdvice(target, living)}`;
  const kind = waiting.length > 0 ? 'wait' : notes.length > 0 ? 'note' : undefined;
  const more = [...waiting.slice(0, 1), ...(notes.length > 0 ? [firstOf(notes)] : [])];
  return { subject, ok: true, ...(kind && { kind }), text: [counted, ...more].join('; ') };
}

function withoutSeries(target: TargetConfig, parts: TargetParts): Omit<Finding, 'subject'> {
  const { seen, names, isRedisEmpty, justStartedSeconds, absences } = parts;
  const newest = seen.toSorted((a, b) => a.ageSeconds - b.ageSeconds)[0];
  if (justStartedSeconds !== undefined)
    return {
      ok: true,
      kind: 'wait',
      text: [
        `no series like ${target.series} yet; collectd started ${formatDuration(justStartedSeconds)} ago`,
        ...(absences.length > 0 ? [`unless it comes: ${firstOf(absences)}`] : []),
      ].join('; '),
    };
  if (absences.length > 0) return { ok: false, text: firstOf(absences) };
  if (newest) {
    const last =
      newest.newest === undefined
        ? 'Redis has none of their samples'
        : `the last sample came ${age(newest)} ago`;
    const all = seen.length === 1 ? 'the only series' : `all ${seen.length} series`;
    const text = `${all} like ${target.series} ${seen.length === 1 ? 'is' : 'are'} gone: ${last}`;
    if (target.optional) return { ok: true, kind: 'note', text: `${text}; it is optional` };
    const cure = `is collectd running, and does write_redis write to this Redis? It does not reconnect: restart collectd`;
    return { ok: false, text: `${text}; ${cure}` };
  }
  const missing = `no series like ${target.series}`;
  // Something else is missing first, and the finding about Redis says it.
  if (isRedisEmpty && !target.optional)
    return { ok: false, text: `${missing}, because Redis holds none at all` };
  const cure = missingSeriesCure(target.series, names.all);
  return target.optional
    ? { ok: true, kind: 'note', text: `${missing}; it is optional. To have it: ${cure}` }
    : { ok: false, text: `${missing}: ${cure}` };
}

function isGoing({ state }: SeenSeries): boolean {
  return state === 'fresh' || state === 'young';
}

function describeShortened(one: SeenSeries): string {
  return `the name of ${one.identifier.name} is too long for collectd, so it is predicted as ${riskNameOf(one)}`;
}

function describeLate(one: SeenSeries): string {
  const { name, host } = one.identifier;
  return `${name} has had no sample for ${age(one)}: does collectd on ${host} run, and read it?`;
}

function describeUnstored(one: SeenSeries, isRefused: boolean): string {
  const { name } = one.identifier;
  const stored = one.newest === undefined ? 'none' : `none for ${age(one)}`;
  if (isRefused) return `collectd has samples of ${name}, and Redis ${stored}: see ${writingToRedis}`;
  return `collectd has samples of ${name}, and Redis ${stored}: write_redis does not reconnect after a restart of Redis; restart collectd`;
}

function describeYoung(living: readonly SeenSeries[]): string {
  return `the first sample of ${living[0]!.identifier.name} came ${age(living[0]!)} ago, and the second is not there yet`;
}

function slowAdvice({ horizonSeconds }: TargetConfig, living: readonly SeenSeries[]): string {
  if (horizonSeconds === 'auto') return '';
  const slowest = living.reduce((most, { intervalSeconds = 0 }) => Math.max(most, intervalSeconds), 0);
  const wanted = horizonSeconds / 12;
  if (slowest <= 1.5 * wanted) return '';
  return `; a sample comes every ${slowest.toFixed(0)} s, and one every ${wanted.toFixed(0)} s or less would warn sooner`;
}

/** Series of the same plugin of one host come and go together, unless one has ended. */
function pluginOf({ identifier: { plugin, host } }: SeenSeries): string {
  return `${plugin} of ${host}`;
}

function age({ ageSeconds }: SeenSeries): string {
  return formatDuration(ageSeconds);
}
