import { z } from 'zod';
import type { Notifier } from '../notifiers/notifier.ts';
import {
  createNotifier,
  isNotifierName,
  notifierNames,
  type NotifierContext,
} from '../notifiers/registry.ts';
import { ConfigError, configErrorOf } from './config-error.ts';
import type { Config } from './config.ts';

/**
 * The notifiers that the configuration names, without any I/O.
 *
 * @param file for messages
 * @throws ConfigError for a notifier that there is not, or a wrong option
 */
export function configuredNotifiers(config: Config, file: string, context: NotifierContext): Notifier[] {
  return Object.entries(config.notifiers).map(([name, options]) => {
    if (!isNotifierName(name)) {
      throw new ConfigError(
        `${file}: notifiers.${name}: there is no such notifier; there are ${notifierNames.join(', ')}`,
      );
    }
    try {
      return createNotifier(name, options, context);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      throw configErrorOf(error, file, options, ['notifiers', name]);
    }
  });
}
