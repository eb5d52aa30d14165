import { didYouMean } from '../../notifiers/closest-name.ts';
import { Glob } from '../collectd/glob.ts';
import { isOwn, parseIdentifierOf } from '../collectd/identifier.ts';
import { resourceOf } from '../delivery/event-subject.ts';
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
    output === undefined ? [] : resourcesOf(output),
  );
  const glob = new Glob(text);
  // What the wildcards of its series match follows the name of a target.
  if ([...names, ...outputs].some((name) => glob.test(name) || glob.mayBegin(`${name}-`))) return undefined;
  return `there is no target ${JSON.stringify(text)}; there are ${names.join(', ')}${didYouMean(text, names)}`;
}

/** The resource of a threshold on the output itself; of other plugins than ours, nothing is forwarded. */
function resourcesOf(output: string): readonly string[] {
  const identifier = parseIdentifierOf('host', output);
  if (!isOwn(identifier)) return [];
  return [resourceOf({ ...identifier, severity: 'WARNING', time: 0, message: '', details: {} })];
}
