import type { z } from 'zod';
import { alertmanager } from './alertmanager/alertmanager.ts';
import { congress } from './congress/congress.ts';
import { http } from './http/http.ts';
import { log } from './log/log.ts';
import type { Notifier, NotifierContext, NotifierEntry } from './notifier.ts';
import { nova } from './nova/nova.ts';

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
