import { configuredNotifiers, type ConfigWithNotifiers } from '../../plugins/config/configured-notifiers.ts';
import { parseConfigText } from '../../plugins/config/config-text.ts';
import { exampleContext } from './example-event.ts';

/** The configuration in a YAML text, named `f` in messages, with its notifiers. */
export function configured(yaml: string): ConfigWithNotifiers {
  return configuredNotifiers(parseConfigText(yaml, 'f'), () => exampleContext());
}
