import { z } from 'zod';
import { Glob, strayCharacter } from '../../../plugins/collectd/glob.ts';
import { isOfTarget } from '../../../plugins/delivery/route-config.ts';
import { maxNoteLength } from '../../../plugins/spool/feedback-files.ts';
import { episodeFields } from '../../history/episode-fields.ts';
import { giveFeedback } from '../../history/feedback.ts';
import { alertFields } from '../../outlook/outlook-json.ts';
import type { Readings } from '../readings.ts';
import { Refusal } from '../refusal.ts';
import { personalName } from '../server/login.ts';
import { endedEpisodeSchema, givenFeedbackSchema, openEpisodeSchema } from './answer-schemas.ts';
import { apiRoute, type ApiRoute } from './api-route.ts';
import { limitOption, offsetOption, spoolAway } from './shared-options.ts';

const glob = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => strayCharacter(text) === undefined, 'expected a name with the wildcards *, ? and {a,b}')
  .transform((text) => new Glob(text))
  .optional();

const noSuchEpisode = 'there is no such episode';

/** The routes about alerts, and what people say of them. @param file dma.yaml */
export function episodeRoutes(readings: Readings, file: string | undefined): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/api/v1/episodes',
      summary: 'The open alerts, and the ones of the last 30 days that have ended',
      query: z.object({
        host: glob.describe('a name with the wildcards *, ? and {a,b}'),
        target: glob.describe('a target or a resource, with the same wildcards'),
        since: z.coerce
          .number({ error: 'expected epoch seconds, such as 1795226400' })
          .default(0)
          .describe('only what ended after it, in epoch seconds'),
        offset: offsetOption,
        limit: limitOption(1000),
      }),
      answer: z.strictObject({
        open: z.array(openEpisodeSchema).describe('the oldest first'),
        ended: z.array(endedEpisodeSchema).describe('the newest end first'),
        total: z.number().describe('of those that have ended'),
      }),
      refusals: { 400: 'a wrong parameter', ...spoolAway },
      isLong: true,
      async answerTo({ query: { host, target, since, offset, limit } }) {
        const isAsked = (of: { readonly host: string; readonly resource: string }): boolean =>
          (host?.test(of.host) ?? true) && (!target || isOfTarget([target], of.resource));
        const { spool } = await readings.live.snapshot();
        const ended = (await readings.episodes()).filter(
          ({ episode }) => episode.end >= since && isAsked(episode),
        );
        return {
          open: spool.alerts.filter(({ event }) => isAsked(event)).map(alertFields),
          ended: ended.slice(offset, offset + limit).map(episodeFields),
          total: ended.length,
        };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/api/v1/episodes/{id}',
      summary: 'One episode, open or ended',
      query: z.object({}),
      answer: z.union([
        z.strictObject({ open: openEpisodeSchema }),
        z.strictObject({ ended: endedEpisodeSchema }),
      ]),
      refusals: { 404: noSuchEpisode, ...spoolAway },
      async answerTo({ path: { id } }) {
        const { spool } = await readings.live.snapshot();
        const open = spool.alerts.find(({ event }) => event.id === id);
        if (open) return { open: alertFields(open) };
        const ended = (await readings.episodes()).find(({ episode }) => episode.id === id);
        if (!ended) throw new Refusal(404, noSuchEpisode);
        return { ended: episodeFields(ended) };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/api/v1/episodes/{id}/feedback',
      summary: 'Says of an alert that it was mended, false or real, as dma mended, false and real do',
      query: z.object({}),
      body: z.strictObject({
        verdict: z.enum(['mended', 'false', 'real']),
        note: z.string().max(maxNoteLength).default(''),
        by: z
          .string()
          .max(100)
          .optional()
          .describe('the person; a login or a certificate with a name counts more'),
      }),
      answer: givenFeedbackSchema,
      refusals: { 400: 'a wrong body', 404: noSuchEpisode, ...spoolAway },
      async answerTo({ path: { id = '' }, body: { verdict, note, by }, person }) {
        const isOpen = (await readings.live.snapshot()).spool.alerts.some(({ event }) => event.id === id);
        if (!isOpen && !(await readings.episodes()).some(({ episode }) => episode.id === id))
          throw new Refusal(404, noSuchEpisode);
        const given = { id, verdict, note, by: personalName(person?.by ?? by ?? '') };
        const kept = giveFeedback(file, given, true);
        readings.forget();
        return JSON.parse(kept) as unknown;
      },
    }),
  ];
}
