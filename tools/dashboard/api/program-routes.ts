import { z } from 'zod';
import { healthFields, timed } from '../../outlook/outlook-json.ts';
import { maxShownFailed, type Readings } from '../readings.ts';
import { alertScore, targetScores } from '../score.ts';
import { healthSchema } from './answer-schemas.ts';
import { apiRoute, type ApiRoute } from './api-route.ts';
import { redisAway, spoolAway } from './shared-options.ts';

const number = z.number().optional();

/** The routes about the program itself. @param now epoch seconds */
export function programRoutes(readings: Readings, now: () => number): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/api/v1/health',
      summary: 'The health of Redis, dma predict, dma deliver and the spool; also while Redis cannot be read',
      query: z.object({}),
      answer: healthSchema,
      refusals: {},
      async answerTo() {
        const snapshot = await readings.live.snapshot();
        return { ...timed('time', snapshot.time), ...healthFields(snapshot) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/api/v1/deliveries',
      summary: 'Waiting and failed events of each notifier, with the reasons',
      query: z.object({}),
      answer: z.strictObject({
        deliverAlive: z.boolean().nullable().describe('null when it cannot be seen'),
        arrived: z.number().describe('notifications that dma deliver has not looked at'),
        notifiers: z.array(
          z.strictObject({
            name: z.string(),
            isConfigured: z.boolean(),
            waiting: z.number(),
            oldestTime: number,
            attempts: number.describe('failed attempts in a row'),
            nextTime: number,
            reason: z.string().optional(),
            message: z.string().optional(),
            failed: z.number(),
            overflowed: z.number(),
            removed: z.number(),
          }),
        ),
        failed: z
          .array(
            z.strictObject({
              name: z.string(),
              reason: z.string().optional(),
              message: z.string().optional(),
              time: number,
            }),
          )
          .describe(`the newest ${maxShownFailed} of each notifier`),
      }),
      refusals: spoolAway,
      async answerTo() {
        const { arrived, notifiers, failed } = await readings.deliveries();
        const { spool } = await readings.live.snapshot();
        return { deliverAlive: spool.isDeliverThere ?? null, arrived, notifiers, failed };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/api/v1/score',
      summary: 'How good the predictions and the alerts turned out',
      query: z.object({}),
      answer: z.strictObject({
        targets: z.array(
          z.strictObject({
            predictor: z.string(),
            target: z.string(),
            coveragePercent: number,
            forecastErrorPercent: number,
            biasPercent: number,
            warned: number,
            missed: number,
            falseAlarms: number,
            leadTimeSeconds: number,
          }),
        ),
        alerts: z.strictObject({
          days: z.number(),
          alerts: z.number(),
          outcomes: z.strictObject({
            right: z.number(),
            mended: z.number(),
            false: z.number(),
            ended: z.number().describe('the process that grew has ended'),
            unknown: z.number(),
          }),
          reliability: number.describe('share of right and mended ones, among those and the false ones'),
          falseAWeek: z.number(),
          leads: z.strictObject({ shortest: z.number(), median: z.number(), longest: z.number() }).optional(),
        }),
      }),
      refusals: { 503: `${redisAway[503]}, or ${spoolAway[503]}` },
      async answerTo() {
        return {
          targets: targetScores(await readings.reports()),
          alerts: alertScore(await readings.episodes(), now()),
        };
      },
    }),
  ];
}
