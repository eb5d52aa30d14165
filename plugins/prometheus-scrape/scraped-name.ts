import type { Identifier } from '../collectd/identifier.ts';
import { shortPart } from '../collectd/short-part.ts';
import type { ScrapedSample } from './exposition.ts';

/** The plugin in the names of the series. */
const plugin = 'prometheus';

/**
 * Names a sample: `<host>/prometheus-<labels>/gauge-<metric>`, or `bytes-<metric>` for one that ends with `_bytes`.
 *
 * Labels are `device=sda1,mountpoint=%2F` by their names in order, and what stands for something else there (`%`, `/`,
 * `,`, `=`, `:`, control characters) is encoded as in a URL, so that the labels can be read back. What is longer
 * than 127 bytes is cut, with a hash at its end.
 *
 * @param only labels to name the series by: their values in this order, parted by `:`; empty for all
 * @returns undefined for a sample without any of these labels
 */
export function scrapedName(
  sample: ScrapedSample,
  host: string,
  only: readonly string[],
): Identifier | undefined {
  const instance = only.length > 0 ? chosenLabels(sample, only) : allLabels(sample);
  if (only.length > 0 && instance === '') return undefined;
  return {
    host,
    plugin,
    ...(instance === '' ? {} : { pluginInstance: shortPart(instance) }),
    type: sample.kind === 'level' && sample.name.endsWith('_bytes') ? 'bytes' : 'gauge',
    typeInstance: shortPart(sample.name),
  };
}

function allLabels({ labels }: ScrapedSample): string {
  return labels
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .toSorted()
    .join(',');
}

function chosenLabels({ labels }: ScrapedSample, only: readonly string[]): string {
  const values = new Map(labels);
  return only
    .flatMap((name) => values.get(name) ?? [])
    .map(encoded)
    .join(':');
}

function encoded(text: string): string {
  return text.replaceAll(/[%/,=:\p{Cc}]/gu, encodeURIComponent);
}
