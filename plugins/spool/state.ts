import { z } from 'zod';
import { alertEventSchema } from '../../notifiers/event/alert-event.ts';
import { storySchema, type EpisodeStory } from './closed-episode.ts';
import { formatVersioned, isFields, parseVersioned, upgradeEvent, type Fields } from './version.ts';

const count = z.number().int().min(0);

const routeStateSchema = z.object({
  /** Ids of open episodes of which the notifier was given an event. */
  told: z.array(z.string()),
  /** Ids of open episodes that the notifier is given when its mute window ends. */
  held: z.array(z.string()),
  /** For each of these, the last event that the notifier was given before it was muted. */
  before: z.array(alertEventSchema).default([]),
  /** Ids of open episodes that the notifier knows as part of a summary only. */
  summed: z.array(z.string()),
  /** Sums that the notifier was given and that have not ended, and the ids of their episodes that are open. */
  sums: z.array(z.object({ event: alertEventSchema, members: z.array(z.string()) })).default([]),
  /** OKAY events that the notifier is given next. */
  ends: z.array(alertEventSchema).default([]),
  /** The rate limit's counts since `start`, in epoch seconds. */
  window: z
    .object({
      start: z.number(),
      events: count,
      summed: z.record(z.enum(['OKAY', 'WARNING', 'FAILURE']), count),
      hosts: z.array(z.string()),
      /** Ids of the open episodes among them; absent in the state of an older version, which did not know them. */
      members: z.array(z.string()).exactOptional(),
    })
    .optional(),
});

const spoolStateSchema = z.object({
  /** The number of the newest event; events sort by its twelve digits. */
  sequence: count.max(999_999_999_999),
  /** The notifications of the newest events; they are removed unread. */
  taken: z.array(z.string()),
  /** The newest event of each open episode. */
  open: z.array(alertEventSchema),
  /** By the id of the episode; an older version knew none. */
  stories: z.record(z.string(), storySchema).default({}),
  /** Epoch seconds of the last OKAY of a series; kept for some minutes. */
  ended: z.record(z.string(), z.number()),
  /** Arrival of the newest notification of these series and of the open episodes, by the clock of this machine. */
  arrived: z.record(z.string(), z.number()).default({}),
  /** By the name of the notifier. */
  notifiers: z.record(z.string(), routeStateSchema),
});

/** The episodes that a notifier was told of, and those that its route withholds. */
export type RouteState = Readonly<z.output<typeof routeStateSchema>>;
export type RouteWindow = NonNullable<RouteState['window']>;

/** The memory of `dma deliver` beside the events that wait: the file `episodes.json`. */
export type SpoolState = Readonly<z.output<typeof spoolStateSchema>>;

export const emptyState: SpoolState = {
  sequence: 0,
  taken: [],
  open: [],
  stories: {},
  ended: {},
  arrived: {},
  notifiers: {},
};

/**
 * Joins the states of two spools of which the newer one was lost or hidden: what `newer` knows of a series counts, and
 * `older` adds the open episodes of all other series.
 */
export function joinStates(newer: SpoolState, older: SpoolState): SpoolState {
  const known = new Set([...newer.open.map(({ source }) => source), ...Object.keys(newer.ended)]);
  const added = older.open.filter(({ source }) => !known.has(source));
  const ids = new Set(added.map(({ id }) => id));
  const notifiers = Object.entries(newer.notifiers).map(([name, state]): [string, RouteState] => [
    name,
    joinRoutes(state, older.notifiers[name], ids),
  ]);
  return {
    sequence: Math.max(newer.sequence, older.sequence),
    taken: [...new Set([...newer.taken, ...older.taken])],
    open: [...newer.open, ...added],
    stories: { ...storiesOf(older, ids), ...newer.stories },
    ended: { ...older.ended, ...newer.ended },
    arrived: { ...older.arrived, ...newer.arrived },
    notifiers: { ...older.notifiers, ...Object.fromEntries(notifiers) },
  };
}

/** The stories of these episodes. */
function storiesOf({ stories }: SpoolState, ids: ReadonlySet<string>): Record<string, EpisodeStory> {
  return Object.fromEntries(Object.entries(stories).filter(([id]) => ids.has(id)));
}

/** @param ids of the episodes that the older state adds */
function joinRoutes(newer: RouteState, older: RouteState | undefined, ids: ReadonlySet<string>): RouteState {
  if (!older) return newer;
  const joined = (ours: readonly string[], theirs: readonly string[]): string[] => [
    ...ours,
    ...theirs.filter((id) => ids.has(id)),
  ];
  return {
    ...newer,
    told: joined(newer.told, older.told),
    held: joined(newer.held, older.held),
    before: [...newer.before, ...older.before.filter(({ id }) => ids.has(id))],
    summed: joined(newer.summed, older.summed),
    sums: [
      ...newer.sums,
      ...older.sums
        .map(({ event, members }) => ({ event, members: members.filter((id) => ids.has(id)) }))
        .filter(({ members }) => members.length > 0),
    ],
    ends: [...newer.ends, ...older.ends.filter(({ id }) => newer.ends.every((event) => event.id !== id))],
  };
}

export function formatSpoolState(state: SpoolState): string {
  return formatVersioned(state);
}

/** @throws SyntaxError or ZodError when it is malformed; NewerFile */
export function parseSpoolState(text: string): SpoolState {
  return spoolStateSchema.parse(parseVersioned(text, upgradeState));
}

/** A state without a version has `sinks` for `notifiers`. */
function upgradeState({ sinks, open, ...fields }: Fields): Fields {
  const notifiers = isFields(sinks)
    ? Object.fromEntries(Object.entries(sinks).map(([name, state]) => [name, upgradeRoute(state)]))
    : sinks;
  return { notifiers, ...fields, open: upgradeEvents(open) };
}

function upgradeRoute(state: unknown): unknown {
  return isFields(state) ? { ...state, before: upgradeEvents(state['before']) } : state;
}

function upgradeEvents(events: unknown): unknown {
  return Array.isArray(events) ? events.map(upgradeEvent) : events;
}
