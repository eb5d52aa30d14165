import { didYouMean } from '../../notifiers/closest-name.ts';
import { Glob } from '../collectd/glob.ts';
import { parseIdentifierOf } from '../collectd/identifier.ts';
import { joinWithHyphen } from '../../notifiers/event/event-source.ts';
import type { Config } from './config.ts';

/** The resource of events about dma itself. */
const ownHealth = 'self';

/**
 * Complains about a glob of `route.targets` that stands for no event: no target, and no value of one, has such a name.
 * Of other notifications of collectd (`forward: all`) nobody knows the names beforehand.
 */
export function complaintAboutTarget(
  text: string,
  { forward, targets }: Pick<Config, 'forward' | 'targets'>,
): string | undefined {
  if (forward === 'all') return undefined;
  const names = [...Object.keys(targets), ownHealth];
  const outputs = Object.values(targets).flatMap(({ output }) =>
    output === undefined ? [] : [resourceOf(output)],
  );
  const glob = new Glob(text);
  // What the wildcards of its series match follows the name of a target.
  if ([...names, ...outputs].some((name) => glob.test(name) || glob.mayBegin(`${name}-`))) return undefined;
  return `there is no target ${JSON.stringify(text)}; there are ${names.join(', ')}${didYouMean(text, names)}`;
}

/** A threshold on the output itself names its type. */
function resourceOf(output: string): string {
  const { type, typeInstance } = parseIdentifierOf('host', output);
  return joinWithHyphen(type, typeInstance);
}
