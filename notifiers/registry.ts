import type { z } from 'zod';
import { alertmanager } from './alertmanager/alertmanager.ts';
import { congress } from './congress/congress.ts';
import { http } from './http/http.ts';
import { log } from './log/log.ts';
import type { Notifier } from './notifier.ts';
import { nova } from './nova/nova.ts';

/** What a notifier is told of the process it lives in. */
export interface NotifierContext {
  /** Identifies this writer among others at the same sink, such as the host's name. ASCII. */
  readonly writer: string;
  /** Reads an environment variable; passed in so that tests need none. */
  readonly env: (name: string) => string | undefined;
  /** The present time in epoch seconds. */
  readonly now: () => number;
}

/** One line of the registry: the name under `notifiers:` in dma.yaml, its options, and how it is made. */
export interface NotifierEntry<Schema extends z.ZodType> {
  readonly name: string;
  /** Checks and completes the options without any I/O. */
  readonly options: Schema;
  /** Makes the notifier, still without I/O. */
  create(options: z.output<Schema>, context: NotifierContext): Notifier;
}

/** All notifiers. A new one is one line here, one file, one row in README.md and one test. */
export const notifiers = [log, http, alertmanager, nova, congress] as const;

/** A name under `notifiers:` in dma.yaml. */
export type NotifierName = (typeof notifiers)[number]['name'];

/** Every notifier's name, for messages about a wrong one. */
export const notifierNames: readonly NotifierName[] = notifiers.map(({ name }) => name);

/** Whether there is a notifier of this name. */
export function isNotifierName(name: string): name is NotifierName {
  return notifierNames.some((known) => known === name);
}

/**
 * Checks the options and makes the notifier, without I/O.
 *
 * @param options as in dma.yaml; `undefined` or `null` (a bare `log:`) is `{}`.
 * @throws ZodError when an option is wrong, unknown or missing; its paths start below the notifier's name.
 */
export function createNotifier(name: NotifierName, options: unknown, context: NotifierContext): Notifier {
  // Which schema belongs to which `create` is known inside one entry only; hence the one cast.
  const entry = notifiers.find((candidate) => candidate.name === name) as NotifierEntry<z.ZodType>;
  return entry.create(entry.options.parse(options ?? {}), context);
}
