import { z } from 'zod';
import { alertEventSchema, type Severity } from '../../notifiers/event/alert-event.ts';

const count = z.number().int().min(0);

const routeStateSchema = z.object({
  /** The open episodes of which the sink was given an event. */
  told: z.array(z.string()),
  /** The open episodes of which the sink is to be told when it is no longer muted. */
  held: z.array(z.string()),
  /** Of these, the events that the sink was told of last, before it was muted. */
  before: z.array(alertEventSchema).default([]),
  /** The open episodes that the sink knows as part of a sum only. */
  summed: z.array(z.string()),
  /** What the rate limit has counted since `start`, in epoch seconds. */
  window: z
    .object({
      start: z.number(),
      events: count,
      summed: z.record(z.enum(['OKAY', 'WARNING', 'FAILURE']), count),
      hosts: z.array(z.string()),
    })
    .optional(),
});

const spoolStateSchema = z.object({
  /** The number of the newest event; its twelve digits are how events sort. */
  sequence: count.max(999_999_999_999),
  /** The notifications that the newest events were made of; they need not be looked at again. */
  taken: z.array(z.string()),
  /** The newest event of each open episode. */
  open: z.array(alertEventSchema),
  /** When series had their last OKAY, in epoch seconds; for some minutes. */
  ended: z.record(z.string(), z.number()),
  /** When the newest notification of these series, and of those with an open episode, arrived by our own clock. */
  arrived: z.record(z.string(), z.number()).default({}),
  /** What each sink knows. */
  sinks: z.record(z.string(), routeStateSchema),
});

/** What a sink knows, and what its route withholds. */
export type RouteState = Readonly<z.output<typeof routeStateSchema>>;
export type RouteWindow = NonNullable<RouteState['window']>;
export type SummedCounts = Record<Severity, number>;

/** All that `dma deliver` has to remember, beside the events that wait. */
export type SpoolState = Readonly<z.output<typeof spoolStateSchema>>;

export const emptyState: SpoolState = { sequence: 0, taken: [], open: [], ended: {}, arrived: {}, sinks: {} };

/** @throws SyntaxError or ZodError */
export function parseSpoolState(text: string): SpoolState {
  return spoolStateSchema.parse(JSON.parse(text));
}
