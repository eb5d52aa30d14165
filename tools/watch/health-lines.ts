import { groupByReason } from '../../plugins/coverage/reason-group.ts';
import type { Snapshot } from '../outlook/outlook.ts';
import type { SpoolSight } from '../outlook/spool-look.ts';
import { firstOf } from '../check/first-of.ts';
import { shortDuration } from '../outlook/amounts.ts';
import { cut, safeText, wrap, type Line } from './cells.ts';

/** One sentence about a part; a fault has a line of its own. */
interface Part {
  readonly text: string;
  readonly isFault?: boolean;
}

/**
 * The health of each part, and what is not predicted and why. The parts that are well share lines, and each fault has
 * its own.
 *
 * @param width of the screen
 * @param maxLines at least 1; faults come first where there is no room for all
 */
export function healthLines(snapshot: Snapshot, width: number, maxLines: number): Line[] {
  const parts = [...partsOf(snapshot), ...coverageParts(snapshot)];
  const fine = parts.filter(({ isFault }) => !isFault).map(({ text }) => safeText(text));
  const faults = parts.filter(({ isFault }) => isFault).map(({ text }) => safeText(text));
  const fineLines = wrap(fine.map((text) => text.replaceAll(' ', '\u00a0')).join(' | '), width).map(
    (text): Line => ({ text: text.replaceAll('\u00a0', ' ').replace(/^\| | \|$/g, '') }),
  );
  const faultLines = faults.flatMap((text) =>
    wrap(`! ${text}`, width, '  ').map((line): Line => ({ text: line, style: 'danger' })),
  );
  const lines = [...fineLines, ...faultLines];
  if (lines.length <= maxLines) return lines;
  const short = faults.map((text): Line => ({ text: wrap(`! ${text}`, width, '  ')[0]!, style: 'danger' }));
  const room = maxLines - short.length;
  if (room >= 0) return [...fineLines.slice(0, room), ...short];
  const more = { text: cut(`! and ${1 - room} more faults; see dma check`, width), style: 'danger' } as const;
  return [...short.slice(0, maxLines - 1), more];
}

function partsOf(snapshot: Snapshot): Part[] {
  const { redis, spool } = snapshot;
  return [
    redis.problem === undefined
      ? { text: `Redis ok, ${redis.names} names` }
      : { text: `Redis at ${redis.url} ${redis.problem}`, isFault: true },
    ...predictParts(snapshot),
    spool.isDeliverThere
      ? { text: 'deliver runs' }
      : { text: 'dma deliver does not run: nobody is told of alerts', isFault: true },
    ...spoolParts(spool),
  ];
}

function predictParts({ predictors, redis }: Snapshot): Part[] {
  if (redis.problem !== undefined) return [];
  const alive = predictors.filter(({ isAlive }) => isAlive);
  const silent = predictors.filter(({ isAlive }) => !isAlive);
  if (predictors.length === 0)
    return [{ text: 'no dma predict has reported to this Redis: does one run?', isFault: true }];
  const age = Math.max(...alive.map(({ ageSeconds }) => ageSeconds));
  const round = Math.max(...alive.map(({ roundSeconds = 0 }) => roundSeconds));
  const count = alive.length > 1 ? `${alive.length} predict` : 'predict';
  const names = firstOf(
    silent.map(({ host, ageSeconds }) => `of ${host} for ${shortDuration(ageSeconds)}`),
    ', ',
  );
  return [
    ...(alive.length > 0
      ? [{ text: `${count} ${shortDuration(age)} ago, round ${Math.round(round * 1000)} ms` }]
      : []),
    ...(silent.length > 0 ? [{ text: `dma predict is silent: ${names}`, isFault: true }] : []),
  ];
}

function spoolParts({ problem, directory, arrived, notifiers, silences }: SpoolSight): Part[] {
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

function coverageParts({ coverage, rows, gone }: Snapshot): Part[] {
  if (!coverage) return [];
  const predicted = rows.filter(({ watched }) => watched.standing === 'predicted');
  const hosts = new Set(predicted.map(({ host }) => host));
  const groups = groupByReason(coverage.wanted);
  return [
    {
      text: `predicted: ${coverage.predicted} series of ${hosts.size} ${hosts.size === 1 ? 'host' : 'hosts'}`,
    },
    ...(gone > 0 ? [{ text: `${gone} gone` }] : []),
    ...groups.map(({ places, reason }) => ({
      text: `not predicted: ${firstOf(places, ', ')}: ${reason.cause}; ${reason.cure}`,
      isFault: true,
    })),
  ];
}
