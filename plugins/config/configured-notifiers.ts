import { z } from 'zod';
import type { Notifier, NotifierContext } from '../../notifiers/notifier.ts';
import {
  createNotifier,
  isNotifierName,
  notifierEntry,
  notifierNames,
  type NotifierName,
} from '../../notifiers/registry.ts';
import { routeSchema, type Route } from '../delivery/route-config.ts';
import { didYouMean } from '../../notifiers/closest-name.ts';
import { checkConfig, type Config } from './config.ts';
import type { ConfigText } from './config-text.ts';
import { complaintAboutTarget } from './route-targets.ts';
import { problemsOf, type OptionProblem } from './option-problem.ts';

/** A notifier of dma.yaml, ready to deliver, with its route. */
export interface ConfiguredNotifier {
  /** Such as `http`, or `http-oncall` where there are several of a kind. */
  readonly name: string;
  readonly notifier: Notifier;
  readonly route: Route;
  close(): void;
}

/** A whole configuration, its notifiers included. */
export interface ConfigWithNotifiers {
  readonly config: Config;
  readonly notifiers: readonly ConfiguredNotifier[];
}

/**
 * Checks the whole configuration and creates its notifiers, without any I/O. A kind may stand there several times: the
 * part of the name behind the first hyphen tells them apart.
 *
 * @throws ConfigError that tells all problems
 */
export function configuredNotifiers(
  text: ConfigText,
  contextOf: (config: Config) => NotifierContext,
): ConfigWithNotifiers {
  const { config, checked } = checkWhole(text);
  const context = contextOf(config);
  const failures: OptionProblem[] = [];
  const notifiers: ConfiguredNotifier[] = [];
  for (const { name, kind, options, route } of checked) {
    try {
      const notifier = createNotifier(kind!, options, context);
      notifiers.push({ name, notifier, route: route!, close: () => notifier.close() });
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      failures.push(...problemsOfOptions(name, kind!, options, error));
    }
  }
  if (failures.length > 0) for (const notifier of notifiers) notifier.close();
  text.refuse(failures);
  return { config, notifiers };
}

/**
 * Checks the whole configuration, but for credentials that may be in the environment.
 *
 * @throws ConfigError that tells all problems
 */
export function checkWhole(text: ConfigText): {
  readonly config: Config;
  readonly checked: readonly CheckedNotifier[];
} {
  const { config, problems } = checkConfig(text);
  const given = config?.notifiers ?? text.values['notifiers'];
  const checked = Object.entries(isSection(given) ? given : {}).map(([name, options]) =>
    checkNotifier(name, options, config),
  );
  text.refuse([...problems, ...checked.flatMap((notifier) => notifier.problems)]);
  return { config: config!, checked };
}

/** A notifier whose options were checked; without problems it has a kind and a route. */
export interface CheckedNotifier {
  readonly name: string;
  readonly kind?: NotifierName;
  readonly options: unknown;
  readonly route?: Route | undefined;
  readonly problems: readonly OptionProblem[];
}

/** @param config undefined when it has problems of its own */
function checkNotifier(name: string, given: unknown, config: Config | undefined): CheckedNotifier {
  const [, kind = '', suffix = ''] = /^([^-]*)(.*)$/s.exec(name) ?? [];
  const { route: givenRoute, options } = split(given);
  const refused = (rule: string): CheckedNotifier => ({
    name,
    options,
    problems: [{ path: ['notifiers', name], rule }],
  });
  if (!isNotifierName(kind)) {
    const known = notifierNames.map((other) => `${other}${suffix}`);
    return refused(
      `there is no such notifier; there are ${notifierNames.join(', ')}${didYouMean(name, known)}`,
    );
  }
  // The name becomes a folder of the spool.
  if (!/^[a-z]+(-[A-Za-z0-9_.-]{1,60})?$/.test(name))
    return refused(`after "${kind}-" come 1 to 60 letters, digits, "_", "." or "-", such as ${kind}-oncall`);
  const problems: OptionProblem[] = [];
  const route = routeSchema.safeParse(givenRoute ?? {});
  const prefix = ['notifiers', name, 'route'];
  if (route.error)
    problems.push(...problemsOf(route.error, { schema: routeSchema, given: givenRoute, prefix }));
  else if (config) problems.push(...problemsOfTargets(givenRoute, config, prefix));
  if (route.data?.atMost && !notifierEntry(kind).limitable)
    problems.push({
      path: [...prefix, 'atMost'],
      rule: `${kind} cannot be limited, because it acts on each event and a summary names none; leave it out`,
    });
  const { error } = notifierEntry(kind).options.safeParse(options ?? {});
  if (error) problems.push(...problemsOfOptions(name, kind, options, error));
  return { name, kind, options, route: route.data, problems };
}

/** @param route a valid one */
function problemsOfTargets(route: unknown, config: Config, prefix: readonly string[]): OptionProblem[] {
  const { targets = [] } = (route ?? {}) as { readonly targets?: readonly string[] };
  return targets.flatMap((text, index) => {
    const rule = complaintAboutTarget(text, config);
    return rule === undefined ? [] : [{ path: [...prefix, 'targets', index], rule }];
  });
}

function problemsOfOptions(
  name: string,
  kind: NotifierName,
  given: unknown,
  error: z.ZodError,
): OptionProblem[] {
  const { options: schema } = notifierEntry(kind);
  return problemsOf(error, { schema, given, prefix: ['notifiers', name], alsoKnown: ['route'] });
}

function split(given: unknown): { readonly route: unknown; readonly options: unknown } {
  if (!isSection(given)) return { route: undefined, options: given };
  const { route, ...options } = given;
  return { route, options };
}

function isSection(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
