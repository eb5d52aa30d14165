import type { Sample } from '../../analysis/window.ts';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import { Spool } from '../../plugins/spool/spool.ts';
import { exampleAlertContext, exampleCulprit } from './example-context.ts';
import { exampleEpisode } from './example-episode.ts';
import { exampleEvent } from './example-event.ts';
import type { OwnRedis } from './own-redis.ts';

/** The id of the open alert of web1. */
export const openId = 'dma-0123456789abcdef';

const gibi = 2 ** 30;

/** A host as `dma predict` would have predicted it: its memory over ten minutes, and what came back. */
export interface WatchedHost {
  readonly host: string;
  /** Bytes a second in the last two minutes. */
  readonly slope: number;
  readonly riskPercent: number;
  /** Seconds to the limit: expected, earliest and latest. */
  readonly exhaustion?: readonly [number, number, number];
}

/** Puts hosts into Redis: a sample a second up to `now`, of a memory of 16 GiB, and the values of the last one. */
export async function putHosts(redis: OwnRedis, hosts: readonly WatchedHost[], now: number): Promise<void> {
  const seconds = 600;
  for (const { host, slope, riskPercent, exhaustion } of hosts) {
    const usedAt = (second: number): number =>
      8 * gibi + 1e6 * Math.sin(second) + slope * Math.max(0, second - (seconds - 120));
    const series = (valueAt: (second: number) => number): Sample[] =>
      Array.from({ length: seconds }, (_, second) => ({
        time: now - seconds + 1 + second,
        value: valueAt(second),
      }));
    await redis.put(`${host}/memory/memory-used`, series(usedAt));
    await redis.put(
      `${host}/memory/memory-free`,
      series((second) => 16 * gibi - usedAt(second)),
    );
    const used = usedAt(seconds - 1);
    const [expected = Number.NaN, earliest = Number.NaN, latest = Number.NaN] = exhaustion ?? [];
    const given: Readonly<Record<string, number>> = {
      'dma/memory': used + 60 * slope,
      'dma-memory/percent-risk': riskPercent,
      'dma-memory/gauge-predicted_lower': used + 50 * slope - 1e8,
      'dma-memory/gauge-predicted_upper': used + 70 * slope + 1e8,
      'dma-memory/duration-exhaustion': expected,
      'dma-memory/duration-exhaustion_earliest': earliest,
      'dma-memory/duration-exhaustion_latest': latest,
    };
    for (const [name, value] of Object.entries(given))
      await redis.put(`${host}/${name}`, [{ time: now, value }]);
  }
}

/** Puts the report of a `dma predict` into Redis. */
export async function putReport(redis: OwnRedis, host: string, series: number, now: number): Promise<void> {
  const values = { 'gauge-series': series, 'gauge-unpredicted': 0, 'duration-round': 0.004 };
  for (const [name, value] of Object.entries(values))
    await redis.put(`${host}/dma-self/${name}`, [{ time: now, value }]);
}

/** Makes a spool with an open alert of web1, two that have ended, and nothing that waits. */
export function putSpool(directory: string, now: number): Spool {
  const spool = new Spool(nodeDisk, directory);
  spool.prepare();
  const event = exampleEvent({
    id: openId,
    since: now - 69,
    time: now - 69,
    alertContext: exampleAlertContext({ time: now - 1, culprits: [exampleCulprit] }),
  });
  spool.saveState({
    ...spool.newState(),
    open: [event],
    notifiers: { log: { told: [openId], held: [], before: [], summed: [], sums: [], ends: [] } },
  });
  new EpisodeHistory(nodeDisk, directory).add([
    exampleEpisode({
      id: 'dma-1111111111111111',
      since: now - 90_000,
      end: now - 89_000,
      reachedTime: now - 89_934,
    }),
    exampleEpisode({ id: 'dma-2222222222222222', since: now - 9000, end: now - 8000 }),
  ]);
  return spool;
}
