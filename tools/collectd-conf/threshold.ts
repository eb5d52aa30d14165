import type { Identifier } from '../../plugins/collectd/identifier.ts';
import type { CollectdConf } from './collectd-conf.ts';
import type { ConfItem } from './conf-text.ts';

/** The bounds of a threshold; undefined where one is not set. */
export interface Bounds {
  readonly warningMin: number | undefined;
  readonly warningMax: number | undefined;
  readonly failureMin: number | undefined;
  readonly failureMax: number | undefined;
}

/**
 * Finds the threshold of a series in collectd.conf, as the threshold plugin does.
 *
 * The command GETTHRESHOLD of the unixsock plugin is not used: collectd 5.12 aborts at it (an assertion in c_avl_get)
 * while no `<Plugin threshold>` block has been read.
 *
 * @returns undefined for a series without one
 */
export function findBounds(conf: CollectdConf, identifier: Identifier): Bounds | undefined {
  if (!conf.loads('threshold')) return undefined;
  return boundsWithin(conf.plugin('threshold'), identifier);
}

/** The block that names more decides; within one that does not fit, nothing does. */
function boundsWithin(items: readonly ConfItem[], identifier: Identifier): Bounds | undefined {
  for (const key of ['host', 'plugin'] as const)
    for (const block of items.filter((item) => item.key === key && item.children)) {
      const isInstance = key === 'host' || fits(instanceOf(block), identifier.pluginInstance);
      if (block.values[0] !== identifier[key] || !isInstance) continue;
      const found = boundsWithin(block.children!, identifier);
      if (found) return found;
    }
  for (const block of items.filter(({ key, children }) => key === 'type' && children)) {
    if (block.values[0] !== identifier.type || !fits(instanceOf(block), identifier.typeInstance)) continue;
    const found = boundsOf(
      (severity, side) =>
        block.children!.findLast(({ key }) => key === `${severity}${side}`.toLowerCase())?.values[0],
    );
    if (found) return found;
  }
  return undefined;
}

function instanceOf({ children = [] }: ConfItem): string | undefined {
  return children.findLast(({ key }) => key === 'instance')?.values[0];
}

function fits(wanted: string | undefined, instance: string | undefined): boolean {
  return wanted === undefined || wanted === instance;
}

function boundsOf(
  textOf: (severity: 'Warning' | 'Failure', side: 'Min' | 'Max') => string | undefined,
): Bounds | undefined {
  const bound = (severity: 'Warning' | 'Failure', side: 'Min' | 'Max'): number | undefined => {
    const number = Number.parseFloat(textOf(severity, side) ?? '');
    return Number.isFinite(number) ? number : undefined;
  };
  const bounds = {
    warningMin: bound('Warning', 'Min'),
    warningMax: bound('Warning', 'Max'),
    failureMin: bound('Failure', 'Min'),
    failureMax: bound('Failure', 'Max'),
  };
  return Object.values(bounds).some((one) => one !== undefined) ? bounds : undefined;
}
