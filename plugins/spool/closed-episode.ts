import { z } from 'zod';
import {
  alertContextSchema,
  alertEventSchema,
  type AlertContext,
  type AlertEvent,
} from '../../notifiers/event/alert-event.ts';

/** The upper bound of a message that is kept, in characters. */
const maxMessageLength = 500;

/** The story of an open episode, so far as its newest event does not tell it. */
export const storySchema = z
  .object({
    /** The alert context of its first event, without the processes. */
    first: alertContextSchema.exactOptional(),
    /** The highest severity. */
    highest: z.enum(['WARNING', 'FAILURE']),
    /** When the limit was reached, in epoch seconds; absent when it was not, as far as is known. */
    reachedTime: z.number().exactOptional(),
  })
  .readonly();

export type EpisodeStory = z.output<typeof storySchema>;

/** An episode that has ended, as the history of the spool holds it. */
export const closedEpisodeSchema = z
  .object({
    ...alertEventSchema.unwrap().pick({ id: true, kind: true, host: true, resource: true, source: true })
      .shape,
    /** The times of its first notification and of its end, in epoch seconds. */
    since: z.number(),
    end: z.number(),
    ...storySchema.unwrap().shape,
    /** The alert context of its newest event before the end. */
    last: alertContextSchema.exactOptional(),
    /** The processes that had grown most, and whose end ended it; absent when none did. */
    ended: alertContextSchema.unwrap().shape.ended,
    /** collectd's message of the newest event before the end, and of the end. */
    message: z.string(),
    endMessage: z.string(),
    /** The notifiers that were told of it and of its end. */
    told: z.array(z.string()).readonly(),
  })
  .readonly();

export type ClosedEpisode = z.output<typeof closedEpisodeSchema>;

/** The story of an episode after its next event. @param story before the event; undefined for the first one */
export function withEvent(story: EpisodeStory | undefined, event: AlertEvent): EpisodeStory {
  const { severity, alertContext } = event;
  const first = story ? story.first : alertContext && { ...alertContext, culprits: [] };
  const reachedTime = story?.reachedTime ?? (alertContext && reachedIn(alertContext));
  const isFailure = severity === 'FAILURE' || story?.highest === 'FAILURE';
  return {
    ...(first && { first }),
    highest: isFailure ? 'FAILURE' : 'WARNING',
    ...(reachedTime !== undefined && { reachedTime }),
  };
}

/**
 * The record of an episode that has ended.
 *
 * @param newest its newest event before the end
 * @param end its OKAY
 */
export function closedEpisode(
  newest: AlertEvent,
  story: EpisodeStory | undefined,
  end: AlertEvent,
  told: readonly string[],
): ClosedEpisode {
  const { id, kind, host, resource, source, since, alertContext } = newest;
  return {
    id,
    kind,
    host,
    resource,
    source,
    since,
    end: end.time,
    // The OKAY of a limit that was reached and left again may be the first event to know it.
    ...withEvent(story ?? withEvent(undefined, newest), { ...end, severity: newest.severity }),
    ...(alertContext && { last: alertContext }),
    ...(end.alertContext?.ended && { ended: end.alertContext.ended }),
    message: newest.message.slice(0, maxMessageLength),
    endMessage: end.message.slice(0, maxMessageLength),
    told,
  };
}

/** Seconds from the alert to the limit, at least 0; undefined when the limit was not reached. */
export function leadSeconds({
  since,
  reachedTime,
}: Pick<ClosedEpisode, 'since' | 'reachedTime'>): number | undefined {
  return reachedTime === undefined ? undefined : Math.max(0, reachedTime - since);
}

function reachedIn({ time, value, limit, limitSide, reachedTime }: AlertContext): number | undefined {
  if (limit === undefined) return undefined;
  const isBeyond = limitSide === 'upper' ? value >= limit : value <= limit;
  return reachedTime ?? (isBeyond ? time : undefined);
}
