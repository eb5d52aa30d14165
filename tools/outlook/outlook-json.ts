import { formatRelated } from '../../notifiers/event/event-json.ts';
import { formatIsoTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson } from '../../notifiers/printable.ts';
import type { Coverage } from '../../plugins/coverage/coverage.ts';
import type { RedisSight, Snapshot } from './outlook.ts';
import type { Row } from './row.ts';
import type { OpenAlert } from './spool-look.ts';

/** A snapshot as `dma watch --json` prints it, in one line; docs/watch.md has its fields. The unknown is absent. */
export function outlookJson(snapshot: Snapshot): string {
  const { time, coverage, rows, gone, spool } = snapshot;
  return quoteAsJson({
    ...timed('time', time),
    health: healthFields(snapshot),
    coverage: coverage && coverageFields(coverage),
    gone,
    alerts: spool.alerts.map(alertFields),
    series: rows.map((row) => rowFields(row)),
  });
}

/** The health of each part. */
export function healthFields({ redis, stores, predictors, spool }: Snapshot): Record<string, unknown> {
  const { directory, problem, isDeliverThere, arrived, notifiers, silences } = spool;
  return {
    redis: redisFields(redis),
    ...(stores && { stores: stores.map((one) => ({ name: one.name, ...redisFields(one) })) }),
    predict: predictors.map(({ isAlive, store, ...others }) => ({ ...others, redis: store, alive: isAlive })),
    deliver: { alive: isDeliverThere ?? null },
    spool: { directory, ok: problem === undefined, problem, arrived, notifiers },
    silences: silences.map(({ start, end, ...others }) => ({
      ...others,
      ...timed('start', start),
      ...timed('end', end),
    })),
  };
}

function redisFields({ url, problem, names }: RedisSight): Record<string, unknown> {
  return { url, ok: problem === undefined, problem, names };
}

export function coverageFields({ predicted, blind, targets }: Coverage): Record<string, unknown> {
  return {
    predicted,
    blind,
    unpredicted: targets
      .flatMap(({ unpredicted }) => unpredicted)
      .map(({ reason: { cause, cure }, isWanted, ...others }) => ({
        ...others,
        cause,
        cure,
        wanted: isWanted,
      })),
  };
}

/** `name` in ISO 8601 and `nameSeconds` in epoch seconds. */
export function timed(name: string, time: number | undefined): Record<string, unknown> {
  return time === undefined ? {} : { [name]: formatIsoTime(time), [`${name}Seconds`]: time };
}

export function alertFields({
  event,
  told,
  waiting,
  failed,
  silence,
  feedback,
}: OpenAlert): Record<string, unknown> {
  const { id, severity, kind, host, resource, source, since, message, alertContext } = event;
  return {
    id,
    severity,
    kind,
    host,
    resource,
    source,
    ...timed('since', since),
    message,
    culprits: alertContext?.culprits ?? [],
    ...(alertContext?.related && { related: formatRelated(alertContext.related, host) }),
    told,
    waiting,
    failed,
    silence: silence?.id,
    feedback,
  };
}

export function rowFields({ details, watched, ...row }: Row): Record<string, unknown> {
  const { value, limit, capacity, problem, forecast, full, perMinute } = details;
  const { expected, earliest, latest } = full;
  const isFinite = Number.isFinite(row.ageSeconds);
  return {
    redis: row.store,
    host: row.host,
    resource: row.resource,
    target: row.target,
    series: row.series,
    state: row.state,
    riskPercent: row.riskPercent,
    unit: row.unit,
    value,
    limit,
    limitSide: row.limitSide,
    capacity,
    problem,
    perMinute,
    horizonSeconds: row.horizonSeconds,
    forecast: forecast && {
      value: forecast.value,
      lower: forecast.lower,
      upper: forecast.upper,
      ...timed('time', forecast.time),
    },
    full:
      expected === undefined && earliest === undefined
        ? undefined
        : {
            ...timed('expected', expected),
            ...timed('earliest', earliest),
            ...timed('latest', latest),
          },
    ...(isFinite && { ageSeconds: row.ageSeconds }),
    intervalSeconds: watched.intervalSeconds,
    alert: row.alert?.event.id,
    silence: row.silence?.id,
  };
}
