import { countOf } from '../../notifiers/count-of.ts';
import { groupByReason } from '../../plugins/coverage/reason-group.ts';
import { firstOf } from '../check/first-of.ts';
import { shortDuration } from './amounts.ts';
import type { Snapshot } from './outlook.ts';
import { duplicateFault } from './duplicates.ts';
import { shardFault } from './shards.ts';
import type { SpoolSight } from './spool-look.ts';

/** One sentence about a part of the way from a sample to an alert. */
export interface HealthPart {
  readonly text: string;
  readonly isFault?: boolean;
}

/** The health of each part, and what is not predicted and why. */
export function healthParts(snapshot: Snapshot): HealthPart[] {
  return [...partsOf(snapshot), ...coverageParts(snapshot)];
}

function partsOf(snapshot: Snapshot): HealthPart[] {
  const { redis, stores, spool, predictors } = snapshot;
  return [
    ...(stores ?? []).flatMap(({ name, ...store }) =>
      storeParts({ redis: store, predictors: predictors.filter((one) => one.store === name) }).map(
        ({ text, ...others }) => ({ text: `${name}: ${text}`, ...others }),
      ),
    ),
    ...(stores ? [] : storeParts({ redis, predictors })),
    ...(spool.isDeliverThere === undefined ? [] : [deliverPart(spool.isDeliverThere)]),
    ...spoolParts(spool),
  ];
}

function deliverPart(isThere: boolean): HealthPart {
  return isThere
    ? { text: 'deliver runs' }
    : { text: 'dma deliver does not run: nobody is told of alerts', isFault: true };
}

/** The health of one Redis, and of the programs that predict from it. */
function storeParts(store: Pick<Snapshot, 'redis' | 'predictors'>): HealthPart[] {
  const { redis } = store;
  return [
    redis.problem === undefined
      ? { text: `Redis ok, ${countOf(redis.names, 'name')}` }
      : { text: `Redis at ${redis.url} ${redis.problem}`, isFault: true },
    ...predictParts(store),
  ];
}

function predictParts({ predictors, redis }: Pick<Snapshot, 'redis' | 'predictors'>): HealthPart[] {
  if (redis.problem !== undefined) return [];
  const alive = predictors.filter(({ isAlive }) => isAlive);
  const silent = predictors.filter(({ isAlive }) => !isAlive);
  if (predictors.length === 0)
    return [
      {
        text: 'no dma predict has reported to this Redis: does one run, and does collectd write there? dma check says',
        isFault: true,
      },
    ];
  const age = Math.max(...alive.map(({ ageSeconds }) => ageSeconds));
  const round = Math.max(...alive.map(({ roundSeconds = 0 }) => roundSeconds));
  const count = alive.length > 1 ? `${alive.length} predict` : 'predict';
  const names = firstOf(
    silent.map(({ host, ageSeconds }) => `of ${host} for ${shortDuration(ageSeconds)}`),
    ', ',
  );
  const faults = [shardFault(predictors), duplicateFault(predictors)];
  return [
    ...(alive.length > 0
      ? [{ text: `${count} ${shortDuration(age)} ago, round ${Math.round(round * 1000)} ms` }]
      : []),
    ...(silent.length > 0 ? [{ text: `dma predict is silent: ${names}`, isFault: true }] : []),
    ...faults.flatMap((text) => (text === undefined ? [] : [{ text, isFault: true }])),
  ];
}

function spoolParts({ problem, directory, arrived, notifiers, silences }: SpoolSight): HealthPart[] {
  if (problem !== undefined) return [{ text: `spool ${directory} ${problem}`, isFault: true }];
  const waiting = notifiers.reduce((sum, one) => sum + one.waiting, arrived);
  const failed = notifiers.reduce((sum, one) => sum + one.failed, 0);
  return [
    { text: `spool: ${waiting} wait, ${failed} failed` },
    ...(silences.length > 0 ? [{ text: `${silences.length} silenced` }] : []),
    ...notifiers.flatMap(({ name, waiting: count, attempts, message }) =>
      attempts === undefined
        ? []
        : [{ text: `${name} fails: ${count} wait after ${attempts} attempts: ${message}`, isFault: true }],
    ),
  ];
}

function coverageParts({ coverage, rows, gone }: Snapshot): HealthPart[] {
  if (!coverage) return [];
  const predicted = rows.filter(({ watched }) => watched.standing === 'predicted');
  const hosts = new Set(predicted.map(({ host }) => host));
  const groups = groupByReason(coverage.wanted);
  return [
    {
      text: `predicted: ${coverage.predicted} series of ${countOf(hosts.size, 'host')}`,
    },
    ...(gone > 0 ? [{ text: `${gone} gone` }] : []),
    ...groups.map(({ places, reason }) => ({
      text: `not predicted: ${firstOf(places, ', ')}: ${reason.cause}; ${reason.cure}`,
      isFault: true,
    })),
  ];
}
