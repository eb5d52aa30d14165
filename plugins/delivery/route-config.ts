import { z } from 'zod';
import { Glob, strayCharacter } from '../collectd/glob.ts';

const glob = z
  .string()
  .min(1)
  .refine((text) => strayCharacter(text) === undefined, {
    error: ({ input }) =>
      `expected a name with the wildcards *, ? and {a,b} alone, without another ${strayCharacter(String(input))}`,
  })
  .transform((text) => new Glob(text));

const globs = z
  .array(glob, { error: 'expected a list of names with *, ? and {a,b}, such as [memory, "disk*"]' })
  .min(1, 'name at least one, or leave it out')
  .optional();

const mute = z.string().transform((text, context): MuteWindow => {
  const window = parseMuteWindow(text);
  if (window) return window;
  context.addIssue({ code: 'custom', message: muteForms, input: text });
  return z.NEVER;
});

/** The `route:` of a notifier in dma.yaml: which events it is given. */
export const routeSchema = z.strictObject({
  targets: globs.meta({
    description:
      'The targets, such as disk, or resources, such as disk-root, to report. * and ? are wildcards, {a,b} is one of these words.',
    examples: [['memory', 'disk*']],
    defaultText: 'all',
    since: '0.1.0',
  }),
  hosts: globs.meta({
    description: 'The hosts to report, by their names in collectd, with the same wildcards.',
    examples: [['web*']],
    defaultText: 'all',
    since: '0.1.0',
  }),
  minimumSeverity: z
    .enum(['WARNING', 'FAILURE'])
    .default('WARNING')
    .meta({
      description: 'The first severity to report. An episode is reported from then on to its end.',
      examples: ['FAILURE'],
      since: '0.1.0',
    }),
  mute: z
    .array(mute, { error: 'expected a list, such as ["22:00..06:00"]' })
    .default([])
    .meta({
      description:
        'The local times without new alerts: daily, weekly or once. Episodes that are still open afterwards are reported then.',
      examples: [['Sat 22:00..Sun 06:00', '12:00..13:00', '2026-12-01 10:00..2026-12-01 12:00']],
      since: '0.1.0',
    }),
  atMost: z
    .strictObject({
      events: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .meta({
          description: 'The maximum number of events to report within `seconds`.',
          examples: [20],
          since: '0.1.0',
        }),
      seconds: z
        .number()
        .min(1)
        .max(86_400)
        .meta({
          description: 'The period that `events` counts in, in seconds.',
          examples: [60],
          since: '0.1.0',
        }),
    })
    .optional()
    .meta({
      description: 'The rate limit. Excess events are summed up into one.',
      examples: [{ events: 20, seconds: 60 }],
      defaultText: 'no limit',
      since: '0.1.0',
    }),
});

export type Route = z.output<typeof routeSchema>;

/** Everything, at any time. */
export const openRoute: Route = routeSchema.parse({});

/** True in a mute window. @param now epoch seconds */
export function isMuted(route: Route, now: number): boolean {
  if (route.mute.length === 0) return false;
  const time = localTimeOf(now);
  return route.mute.some((window) => window.contains(time));
}

/** True when a resource, or its target, is one of these. */
export function isOfTarget(names: readonly Glob[], resource: string): boolean {
  // The name of a target has no hyphen; the parts that wildcards matched follow it.
  const target = resource.split('-', 1)[0]!;
  return names.some((one) => one.test(resource) || one.test(target));
}

/** A local time of this machine. */
export interface LocalTime {
  /** `2026-12-01 10:00`, for example. */
  readonly text: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minutes: number;
}

/** @param time epoch seconds */
export function localTimeOf(time: number): LocalTime {
  const date = new Date(time * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return {
    text: `${day} ${two(date.getHours())}:${two(date.getMinutes())}`,
    weekday: date.getDay(),
    minutes: date.getHours() * 60 + date.getMinutes(),
  };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** A time without new alerts, from its first minute to before its last. */
export interface MuteWindow {
  contains(time: LocalTime): boolean;
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const minutesPerDay = 24 * 60;
const clock = String.raw`(\d\d):(\d\d)`;
const daily = new RegExp(`^${clock}\\.\\.${clock}$`);
const weekly = new RegExp(`^([A-Za-z]{3}) ${clock}\\.\\.([A-Za-z]{3}) ${clock}$`);
const once = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d) ${clock}\\.\\.(\\d{4}-\\d\\d-\\d\\d) ${clock}$`);

export const muteForms =
  'expected local times such as "22:00..06:00", "Sat 22:00..Sun 06:00" or "2026-12-01 10:00..2026-12-01 12:00"';

/**
 * Parses a daily, weekly or single window, also over midnight or the end of the week. Times are local, so daylight
 * saving time needs no care.
 *
 * @returns undefined when the text is malformed or the window is empty
 */
export function parseMuteWindow(text: string): MuteWindow | undefined {
  let match = daily.exec(text);
  if (match) return cyclic(minutesOf(match[1], match[2]), minutesOf(match[3], match[4]), minutesPerDay);
  match = weekly.exec(text);
  if (match) {
    const from = weekdayMinutes(match[1], match[2], match[3]);
    return cyclic(from, weekdayMinutes(match[4], match[5], match[6]), 7 * minutesPerDay);
  }
  match = once.exec(text);
  if (!match || !isDate(match[1]!) || !isDate(match[4]!)) return undefined;
  if (minutesOf(match[2], match[3]) === undefined || minutesOf(match[5], match[6]) === undefined)
    return undefined;
  const [from, to] = text.split('..') as [string, string];
  return from < to ? { contains: (time) => time.text >= from && time.text < to } : undefined;
}

/** @param cycle a day or a week, in minutes */
function cyclic(from: number | undefined, to: number | undefined, cycle: number): MuteWindow | undefined {
  if (from === undefined || to === undefined || from === to) return undefined;
  return {
    contains: ({ weekday, minutes }) => {
      const now = cycle === minutesPerDay ? minutes : weekday * minutesPerDay + minutes;
      return from < to ? now >= from && now < to : now >= from || now < to;
    },
  };
}

function weekdayMinutes(day = '', hours = '', minutes = ''): number | undefined {
  const index = weekdays.indexOf(day.toLowerCase());
  const inDay = minutesOf(hours, minutes);
  return index < 0 || inDay === undefined ? undefined : index * minutesPerDay + inDay;
}

/** 24:00 is the end of the day. */
function minutesOf(hours = '', minutes = ''): number | undefined {
  const total = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= minutesPerDay ? total : undefined;
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
