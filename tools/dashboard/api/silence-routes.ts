import { z } from 'zod';
import { maxCommentLength } from '../../../plugins/spool/silence-files.ts';
import { addSilence, expireSilences, silenceFields } from '../../silence/silence.ts';
import type { Readings } from '../readings.ts';
import { Refusal } from '../refusal.ts';
import { personalName } from '../server/login.ts';
import { silenceSchema } from './answer-schemas.ts';
import { apiRoute, type ApiRoute } from './api-route.ts';
import { spoolAway } from './shared-options.ts';

const subject = z.string().min(1).max(1000).optional();

/** The routes about silences. @param file dma.yaml */
export function silenceRoutes(readings: Readings, file: string | undefined): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/api/v1/silences',
      summary: 'The silences in force, the first to end first',
      query: z.object({}),
      answer: z.strictObject({ silences: z.array(silenceSchema) }),
      refusals: spoolAway,
      async answerTo() {
        const { spool } = await readings.live.snapshot();
        if (spool.problem !== undefined) throw new Refusal(503, `the spool ${spool.problem}`);
        return { silences: spool.silences.map(silenceFields) };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/api/v1/silences',
      summary: 'Adds a silence, as dma silence add does',
      query: z.object({}),
      body: z.strictObject({
        host: subject.describe('a name with the wildcards *, ? and {a,b}; all hosts without it'),
        target: subject.describe('a target or a resource, with the same wildcards; all without it'),
        duration: z.string().max(100).describe('such as 90m, 2h, 1h30m or 7d; at most 365 days'),
        comment: z.string().max(maxCommentLength).default(''),
        by: z
          .string()
          .max(100)
          .optional()
          .describe('the person; a login or a certificate with a name counts more'),
      }),
      answer: silenceSchema,
      refusals: { 400: 'a wrong body', 409: 'there are too many silences', ...spoolAway },
      async answerTo({ body: { host, target, duration, comment, by }, person }) {
        const wish = { host, target, duration, comment, by: personalName(person?.by ?? by ?? '') };
        const added = addSilence(file, wish, true);
        readings.forget();
        return JSON.parse(added) as unknown;
      },
    }),
    apiRoute({
      method: 'delete',
      path: '/api/v1/silences/{id}',
      summary: 'Ends a silence before its time; what is still open is told',
      query: z.object({}),
      answer: z.strictObject({ expired: z.array(z.string()) }),
      refusals: { 404: 'there is no such silence', ...spoolAway },
      async answerTo({ path: { id = '' } }) {
        readings.forget();
        const { spool } = await readings.live.snapshot();
        if (spool.problem !== undefined) throw new Refusal(503, `the spool ${spool.problem}`);
        if (!spool.silences.some((silence) => silence.id === id))
          throw new Refusal(404, 'there is no such silence');
        const expired = expireSilences(file, { ids: [id], all: false }, true);
        readings.forget();
        return JSON.parse(expired) as unknown;
      },
    }),
  ];
}
