import { z } from 'zod';
import type { Notifier, NotifierContext } from '../../notifiers/notifier.ts';
import { createNotifier, isNotifierName, notifierEntry, notifierNames } from '../../notifiers/registry.ts';
import { ConfigError, configErrorOf } from '../process/config-error.ts';
import type { Config } from './config.ts';
import { routeSchema, type Route } from '../delivery/route-config.ts';

/** A notifier as dma.yaml names it, and what it is given. */
export interface ConfiguredNotifier {
  /** Such as `http`, or `http-oncall` where there are several of a kind. */
  readonly name: string;
  readonly notifier: Notifier;
  readonly route: Route;
  close(): void;
}

/**
 * The notifiers that the configuration names, without any I/O. A kind may stand there several times: what follows its
 * first hyphen tells them apart.
 *
 * @param file for messages
 * @throws ConfigError for a notifier that there is not, or a wrong option
 */
export function configuredNotifiers(
  config: Config,
  file: string,
  context: NotifierContext,
): ConfiguredNotifier[] {
  return Object.entries(config.notifiers).map(([name, given]) => {
    const [kind] = name.split('-', 1) as [string];
    if (!isNotifierName(kind)) {
      throw new ConfigError(
        `${file}: notifiers.${name}: there is no such notifier; there are ${notifierNames.join(', ')}`,
      );
    }
    // It names a folder.
    if (!/^[a-z]+(-[A-Za-z0-9_.-]{1,60})?$/.test(name)) {
      throw new ConfigError(
        `${file}: notifiers.${name}: after "${kind}-" come 1 to 60 letters, digits, "_", "." or "-", such as ${kind}-oncall`,
      );
    }
    const { route: givenRoute, options } = split(given);
    const route = checked([name, 'route'], givenRoute, file, () => routeSchema.parse(givenRoute ?? {}));
    if (route.atMost && !notifierEntry(kind).limitable) {
      throw new ConfigError(
        `${file}: notifiers.${name}.route.atMost: ${kind} cannot be limited, because it acts on each event and a summary names none; leave it out`,
      );
    }
    const notifier = checked([name], options, file, () => createNotifier(kind, options, context));
    return { name, notifier, route, close: () => notifier.close() };
  });
}

function split(given: unknown): { route: unknown; options: unknown } {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { route: undefined, options: given };
  const { route, ...options } = given as Record<string, unknown>;
  return { route, options };
}

function checked<Result>(path: readonly string[], raw: unknown, file: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw configErrorOf(error, file, raw, ['notifiers', ...path]);
  }
}
