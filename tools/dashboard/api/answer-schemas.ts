import { z } from 'zod';

/** The forms of answers, which the tests hold against what is answered. What is not known is absent. */

const text = z.string().optional();
const number = z.number().optional();
const names = z.array(z.string());
const unit = z.enum(['bytes', 'plain']);
const verdict = z.enum(['mended', 'false', 'real']);

const storeName = text.describe('the name of its Redis, where dma.yaml names several');

/** Objects that other parts of the program define, in docs/reference/event.md. */
const defined = z.record(z.string(), z.unknown());

export const seriesSchema = z.strictObject({
  redis: storeName,
  host: z.string(),
  resource: z.string(),
  target: z.string(),
  series: z.string(),
  state: z.enum(['failure', 'warning', 'reached', 'alert', 'late', 'unread', 'blind', 'ok']),
  riskPercent: number,
  unit,
  value: number,
  limit: number,
  limitSide: z.enum(['upper', 'lower']),
  capacity: number,
  problem: text,
  perMinute: number,
  horizonSeconds: z.number(),
  forecast: z
    .strictObject({ value: number, lower: number, upper: number, time: z.string(), timeSeconds: z.number() })
    .optional(),
  full: z
    .strictObject({
      expected: text,
      expectedSeconds: number,
      earliest: text,
      earliestSeconds: number,
      latest: text,
      latestSeconds: number,
    })
    .optional(),
  ageSeconds: number,
  intervalSeconds: number,
  alert: text,
  silence: text,
});

export const silenceSchema = z.strictObject({
  id: z.string(),
  host: text,
  target: text,
  comment: z.string(),
  by: z.string(),
  start: z.string(),
  startSeconds: z.number(),
  end: z.string(),
  endSeconds: z.number(),
});

const redis = z.strictObject({ url: z.string(), ok: z.boolean(), problem: text, names: z.number() });

export const healthSchema = z.strictObject({
  time: z.string(),
  timeSeconds: z.number(),
  redis: redis.describe('of several, all together: ok where one of them can be read'),
  stores: z
    .array(redis.extend({ name: z.string() }))
    .optional()
    .describe('each Redis, where dma.yaml names several'),
  predict: z.array(
    z.strictObject({
      redis: storeName,
      host: z.string(),
      alive: z.boolean(),
      ageSeconds: z.number().nullable(),
      series: number,
      unpredicted: number,
      roundSeconds: number,
      shard: z.strictObject({ index: z.number(), count: z.number() }).optional(),
    }),
  ),
  deliver: z.strictObject({ alive: z.boolean().nullable().describe('null when it cannot be seen') }),
  spool: z.strictObject({
    directory: z.string(),
    ok: z.boolean(),
    problem: text,
    arrived: z.number(),
    notifiers: z.array(
      z.strictObject({
        name: z.string(),
        waiting: z.number(),
        failed: z.number(),
        attempts: number,
        message: text,
      }),
    ),
  }),
  silences: z.array(silenceSchema),
});

export const coverageSchema = z.strictObject({
  predicted: z.number(),
  blind: names,
  unpredicted: z.array(
    z.strictObject({
      target: z.string(),
      host: text,
      series: text,
      cause: z.string(),
      cure: z.string(),
      wanted: z.boolean(),
    }),
  ),
});

export const openEpisodeSchema = z.strictObject({
  id: z.string(),
  severity: z.enum(['WARNING', 'FAILURE', 'OKAY']),
  kind: z.string(),
  host: z.string(),
  resource: z.string(),
  source: z.string(),
  since: z.string(),
  sinceSeconds: z.number(),
  message: z.string(),
  culprits: z.array(defined),
  related: defined.optional(),
  told: names,
  waiting: names,
  failed: names,
  silence: text,
  feedback: verdict.optional(),
});

export const endedEpisodeSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  host: z.string(),
  resource: z.string(),
  source: z.string(),
  since: z.string(),
  sinceSeconds: z.number(),
  end: z.string(),
  endSeconds: z.number(),
  reached: text,
  reachedSeconds: number,
  leadSeconds: number,
  outcome: z.enum(['right', 'mended', 'false', 'ended', 'unknown']),
  feedback: z
    .strictObject({ verdict, note: z.string(), by: z.string(), time: z.string(), timeSeconds: z.number() })
    .optional(),
  first: defined.optional(),
  highest: z.enum(['WARNING', 'FAILURE']),
  last: defined.optional(),
  ended: z.array(defined).optional(),
  message: z.string(),
  endMessage: z.string(),
  told: names,
});

export const recordSchema = z.strictObject({
  days: z.number(),
  alerts: z.number(),
  right: z.number(),
  mended: z.number(),
  false: z.number(),
  ended: number,
  medianLeadSeconds: number,
});

export const givenFeedbackSchema = z.strictObject({
  id: z.string(),
  verdict,
  note: z.string(),
  by: z.string(),
  time: z.number(),
  host: z.string(),
  resource: z.string(),
  since: z.number(),
  end: number,
});
