import type { z } from 'zod';
import { alertmanager } from './alertmanager/alertmanager.ts';
import { congress } from './congress/congress.ts';
import { http } from './http/http.ts';
import { log } from './log/log.ts';
import type { Notifier, NotifierContext, NotifierEntry } from './notifier.ts';
import { nova } from './nova/nova.ts';
import { promptNotifier } from './prompt-notifier.ts';
import { secretOptionsOf } from './secrets/secret-options.ts';
import { withoutSecrets } from './secretless-notifier.ts';

/** All notifiers. A new one is one line here, one file, one row in README.md and one test. */
export const notifiers = [log, http, alertmanager, nova, congress] as const;

/** The name of a registered notifier. */
export type NotifierName = (typeof notifiers)[number]['name'];

/** The names of all notifiers. */
export const notifierNames: readonly NotifierName[] = notifiers.map(({ name }) => name);

/** True for the name of a registered notifier. */
export function isNotifierName(name: string): name is NotifierName {
  return notifierNames.some((known) => known === name);
}

/** The entry of a notifier. */
export function notifierEntry(name: NotifierName): NotifierEntry<z.ZodType> {
  // Which schema belongs to which `create` is known inside one entry only; hence the one cast.
  return notifiers.find((candidate) => candidate.name === name) as NotifierEntry<z.ZodType>;
}

/**
 * Checks the options and creates the notifier, without I/O.
 *
 * @param options as in dma.yaml; `undefined` or `null` (a bare `log:`) is `{}`.
 * @throws ZodError when an option is wrong, unknown or missing; its paths start below the notifier's name.
 */
export function createNotifier(name: NotifierName, options: unknown, context: NotifierContext): Notifier {
  const entry = notifierEntry(name);
  for (const secret of secretOptionsOf(entry.options, options)) context.secrets.addIfRandom(secret);
  const notifier = entry.create(entry.options.parse(options ?? {}), context);
  return withoutSecrets(promptNotifier(notifier), context.secrets);
}
