import { z } from 'zod';
import type { Row } from '../../outlook/row.ts';
import { chosenRows } from '../../outlook/chosen-rows.ts';
import { evidenceText } from '../../outlook/evidence-text.ts';
import { coverageFields, rowFields, timed } from '../../outlook/outlook-json.ts';
import { episodeFields } from '../../history/episode-fields.ts';
import { readable, type Readings } from '../readings.ts';
import { Refusal } from '../refusal.ts';
import { plotPoints } from '../plot-points.ts';
import { coverageSchema, endedEpisodeSchema, recordSchema, seriesSchema } from './answer-schemas.ts';
import { apiRoute, type ApiRoute } from './api-route.ts';
import { offsetOption, limitOption, redisAway } from './shared-options.ts';

/** The routes about series now. */
export function seriesRoutes(readings: Readings): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/api/v1/series',
      summary: 'The series by risk, the highest first',
      query: z.object({
        filter: z
          .string()
          .max(1000)
          .default('')
          .describe('words that are part of host, resource, name or state'),
        offset: offsetOption,
        limit: limitOption(500),
      }),
      answer: z.strictObject({
        time: z.string(),
        timeSeconds: z.number(),
        total: z.number().describe('series that the filter lets through'),
        gone: z.number().describe('series that have had no sample for an hour, and are left out'),
        series: z.array(seriesSchema),
      }),
      refusals: { 400: 'a wrong parameter', ...redisAway },
      isLong: true,
      async answerTo({ query: { filter, offset, limit } }) {
        let total = 0;
        const { snapshot, rows } = await readings.live.withDetails((seen) => {
          const chosen = chosenRows(seen.rows, filter);
          total = chosen.length;
          return chosen.slice(offset, offset + limit);
        });
        const { time, gone } = readable(snapshot);
        return { ...timed('time', time), total, gone, series: rows.map(rowFields) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/api/v1/series/history',
      summary:
        'One series: its recent samples, the forecasts that were made for them, evidence, and past alerts',
      query: z.object({
        target: z.string().describe('the target, as in the list of series'),
        series: z.string().describe('the name of the series, as in the list'),
        redis: z.string().default('').describe('the name of its Redis, where the list has one'),
      }),
      answer: z.strictObject({
        time: z.string(),
        timeSeconds: z.number(),
        series: seriesSchema,
        fromSeconds: z.number(),
        toSeconds: z.number(),
        samples: z
          .array(z.tuple([z.number(), z.number()]))
          .describe('time and value; of many, lows and highs are kept'),
        forecasts: z
          .array(z.tuple([z.number(), z.number(), z.number()]))
          .describe('the time that it was made for, one horizon later; lower and upper end of the interval'),
        limits: z
          .array(z.tuple([z.number(), z.number()]))
          .describe('time and limit, where it has changed with the capacity; none where it is the same'),
        changes: z
          .array(z.tuple([z.number(), z.number(), z.enum(['up', 'down'])]))
          .describe('change points: time, value, and the way from there on'),
        evidence: z.array(z.string()),
        record: recordSchema.optional(),
        episodes: z.array(endedEpisodeSchema).describe('that have ended, the newest first'),
      }),
      refusals: { 404: 'there is no such series now', ...redisAway },
      isLong: true,
      async answerTo({ query: { target, series, redis } }) {
        const { row, past, alerts, time } = await readings.series(seriesKey(target, series, redis));
        return {
          ...timed('time', time),
          series: rowFields(row),
          fromSeconds: past.from,
          toSeconds: past.to,
          ...plotPoints(past),
          evidence: evidenceText(row, past.evidence, time),
          record: alerts.record,
          episodes: alerts.episodes.map(episodeFields),
        };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/api/v1/coverage',
      summary: 'What is predicted, what is not, and why',
      query: z.object({}),
      answer: coverageSchema,
      refusals: redisAway,
      isLong: true,
      async answerTo() {
        const { coverage } = await readings.snapshot();
        if (!coverage) throw new Refusal(503, 'it has not been judged yet');
        return coverageFields(coverage);
      },
    }),
  ];
}

/** The address of a series in the API and in the pages. */
export function seriesQuery({ target, series, store }: Pick<Row, 'target' | 'series' | 'store'>): string {
  return new URLSearchParams({ target, series, ...(store !== undefined && { redis: store }) }).toString();
}

/** The key of the row of a series. @param redis the name of its Redis; empty where there is only one */
export function seriesKey(target: string, series: string, redis = ''): string {
  return `${redis === '' ? '' : `${redis} `}${target} ${series}`;
}
