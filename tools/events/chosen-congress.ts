import { z } from 'zod';
import { congress, openCongress, type OpenCongress } from '../../notifiers/congress/congress.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { configOf, type Config } from '../../plugins/config/config.ts';
import { readConfigText } from '../../plugins/config/config-text.ts';
import { problemsOf } from '../../plugins/config/option-problem.ts';
import { UsageError } from '../process/command-error.ts';
import { writerOf, type Writer } from './writer.ts';

/** Of the environment, without a notifier of dma.yaml. */
const leadToKeystone = ['OS_AUTH_URL', 'OS_CLOUD'] as const;

/** The Congress that a command is about. */
export interface CongressChoice {
  /** dma.yaml; undefined for the default one. */
  readonly file: string | undefined;
  /** Its name in dma.yaml, such as `congress-east`; needed only when there are several. */
  readonly notifier?: string | undefined;
  /** Gets the secrets of the login. */
  readonly secrets: KnownSecrets;
}

/** A Congress, opened with the options of dma.yaml. */
export interface ChosenCongress extends OpenCongress {
  /** The writer, when the data source is named after it and that name is a guess. */
  readonly guessedWriter: Writer | undefined;
}

/**
 * Opens the Congress of dma.yaml; without one, the Congress that the `OS_*` variables of the environment lead to.
 *
 * @throws ConfigError, or UsageError when there are several and the command names no one
 */
export function chosenCongress({ file, notifier, secrets }: CongressChoice): ChosenCongress {
  const text = readConfigText(file);
  const config = configOf(text);
  const { name, options } = optionsOf(config, notifier);
  const writer = writerOf(config);
  try {
    const checked = congress.options.parse(options);
    const opened = openCongress(checked, {
      writer: writer.name,
      env: (variable) => process.env[variable],
      now: epochSeconds,
      secrets,
    });
    const isGuess = writer.isGuess && checked.datasource.includes('{writer}');
    return { ...opened, guessedWriter: isGuess ? writer : undefined };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    if (config.notifiers[name] === undefined && !leadToKeystone.some((variable) => process.env[variable]))
      text.refuse(
        [
          {
            path: ['notifiers'],
            rule: `there is no congress; add one, or set ${leadToKeystone.join(' or ')}`,
          },
        ],
        { cause: error },
      );
    const part = { schema: congress.options, given: options, prefix: ['notifiers', name] };
    text.refuse(problemsOf(error, part), { cause: error });
    throw error;
  }
}

function optionsOf(
  { notifiers }: Pick<Config, 'notifiers'>,
  wanted: string | undefined,
): { readonly name: string; readonly options: object } {
  const names = Object.keys(notifiers).filter((name) => /^congress(-|$)/.test(name));
  const listed = names.join(', ') || 'none';
  if (wanted !== undefined && !names.includes(wanted))
    throw new UsageError(`--notifier: expected a congress of dma.yaml (${listed}), not "${wanted}"`);
  if (wanted === undefined && names.length > 1)
    throw new UsageError(`--notifier: is missing: say which congress of dma.yaml is meant (${listed})`);
  const name = wanted ?? names[0] ?? 'congress';
  // Where its events come from is no business of the notifier's.
  const { route: _route, ...options } = (notifiers[name] ?? {}) as Record<string, unknown>;
  return { name, options };
}
