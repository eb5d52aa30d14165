import { z } from 'zod';
import type { UnixsockClient } from '../../../plugins/collectd/unixsock.ts';
import { apiRoute, type ApiRoute } from '../api/api-route.ts';
import { redisAway } from '../api/shared-options.ts';
import type { Readings } from '../readings.ts';
import { Refusal } from '../refusal.ts';
import { SharedReading } from '../shared-reading.ts';
import { hostSummaries, perfHosts } from './host-summaries.ts';
import { givePosted } from './posted-values.ts';
import type { PerfSummary } from './summary.ts';

export interface PerfParts {
  readonly readings: Readings;
  /** Undefined where dma.yaml says `cache: off`. */
  readonly collectd: Pick<UnixsockClient, 'command'> | undefined;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** Seconds for which a summary is shared, and the times of its own length. */
const [keptSeconds, rest] = [5, 10];

const summarySchema = z.strictObject({
  averages: z.array(
    z.strictObject({
      'start-sec': z.number(),
      'end-sec': z.number(),
      'interval-size-sec': z.number(),
      'num-samples': z.number(),
      avg: z.number(),
    }),
  ),
  start: z.number(),
  end: z.number(),
  'timeslice-size-sec': z.number(),
  'average-count': z.number(),
});

/** The routes of a small receiver of performance values, kept compatible. */
export function perfRoutes({ readings, collectd, now, monotonic }: PerfParts): readonly ApiRoute[] {
  const read = async (key: string): Promise<Readonly<Record<string, PerfSummary>>> => {
    const asked = JSON.parse(key) as { host: string; label: string };
    await readings.snapshot();
    const { outlook } = readings.live;
    const found = await outlook.readEach((reader, { known }) => hostSummaries(reader, known, asked, now()));
    if (found.length === 0) throw new Refusal(503, redisAway[503]);
    return Object.assign({}, ...found) as Record<string, PerfSummary>;
  };
  const shared = new SharedReading(read, keptSeconds, rest, monotonic);
  const summaryRoute = (path: string, more: { readonly summary: string; readonly rest?: string }): ApiRoute =>
    apiRoute({
      method: 'get',
      path,
      ...more,
      query: z.object({}),
      answer: z.record(z.string(), summarySchema).describe('by names such as summary:by-minute:mem'),
      refusals: { 413: 'these are too many samples', ...redisAway },
      isLong: true,
      answerTo: ({ path: { host = '', label = '' } }) => shared.of(JSON.stringify({ host, label })),
    });
  return [
    apiRoute({
      method: 'get',
      path: '/api/perf',
      summary: 'The hosts that have given values',
      query: z.object({}),
      answer: z.array(z.string()),
      refusals: redisAway,
      isLong: true,
      async answerTo() {
        await readings.snapshot();
        const hosts = await readings.live.outlook.readEach(async (_, { known }) => perfHosts(known));
        if (hosts.length === 0) throw new Refusal(503, redisAway[503]);
        return [...new Set(hosts.flat())].toSorted();
      },
    }),
    summaryRoute('/api/perf/{host}', {
      summary: 'Averages of a host: by minute for an hour, by hour for a day',
    }),
    summaryRoute('/api/perf/{host}/{label}', {
      summary: 'The same, of the names that hold the label, whatever its case',
      rest: 'label',
    }),
    apiRoute({
      method: 'post',
      path: '/api/perf/{host}/{epoch}',
      summary: 'Gives values of a machine without collectd to collectd, as perf/gauge-NAME of that host',
      query: z.object({
        interval: z.coerce
          .number({ error: 'expected seconds' })
          .min(1)
          .max(86_400)
          .default(60)
          .describe('seconds until the next values'),
      }),
      body: z
        .record(z.string(), z.union([z.number(), z.string().max(100)]))
        .describe('values by their names'),
      // Such receivers have never looked at it.
      anyType: true,
      answer: z.strictObject({ taken: z.number() }),
      refusals: {
        400: 'a wrong name, value or time',
        502: 'collectd refuses a value',
        503: "collectd's socket cannot be used",
      },
      async answerTo({ path: { host = '', epoch = '' }, query: { interval }, body }) {
        if (!collectd) throw new Refusal(503, 'dma.yaml says cache: off, so there is no socket of collectd');
        return {
          taken: await givePosted(collectd, { host, epoch, values: body, intervalSeconds: interval }, now()),
        };
      },
    }),
  ];
}
