import type { Config } from '../../plugins/config/config.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { SeriesNames } from '../../plugins/samples/series-names.ts';
import { outputNames, type OutputNames } from '../../plugins/series/prediction-values.ts';
import { missingSeriesCure } from '../check/drop-in.ts';
import { riskNameOf } from '../check/given-back.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';

/** A series that a target predicts. */
export interface AskedSeries {
  readonly target: string;
  readonly config: TargetConfig;
  /** `host/plugin[-instance]/type[-instance]`. */
  readonly name: string;
  readonly host: string;
  /** As in alerts: the target and the text that its wildcards matched. */
  readonly resource: string;
  /** The names of its values in collectd. */
  readonly outputs: OutputNames;
  /** The name of its risk in collectd and Redis. */
  readonly riskName: string;
}

/** Series that are named in a message, at most. */
const maxNamed = 8;

/**
 * Finds the one series that a person means: by its name, or by parts of its host, name and resource.
 *
 * @param words at least one
 * @throws UsageError when several are like that; OutsideError when none is
 */
export function askedSeries(
  words: readonly string[],
  { targets }: Pick<Config, 'targets'>,
  names: SeriesNames,
): AskedSeries {
  const all = Object.entries(targets).flatMap(([target, config]) => seriesOf(target, config, names));
  const asked = words.map((word) => word.toLowerCase());
  const partly = all.filter(({ host, resource, name }) => {
    const text = `${host} ${resource} ${name}`.toLowerCase();
    return asked.every((word) => text.includes(word));
  });
  // memory is one of memory and memory-used, and web1 one of web1 and web10.
  const exactly = partly.filter(({ host, resource, name }) =>
    words.every((word) => [host, resource, name].includes(word)),
  );
  const found = exactly.length > 0 ? exactly : partly;
  const text = words.join(' ');
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new UsageError(`"${text}": ${found.length} series are like that; say which one: ${someOf(found)}`);
  if (all.length > 0)
    throw new OutsideError(
      `"${text}": the targets of dma.yaml predict no such series; there is ${someOf(all)}`,
    );
  const [first] = Object.values(targets);
  throw new OutsideError(
    `Redis holds no series of any target${first ? `; ${missingSeriesCure(first.series, names.all)}` : ''}`,
  );
}

function seriesOf(target: string, config: TargetConfig, names: SeriesNames): AskedSeries[] {
  const pattern = new IdentifierPattern(config.series);
  return names.all.flatMap(({ name, host }) => {
    const captures = pattern.match(name);
    if (!captures) return [];
    const outputs = outputNames(host, target, config.output, captures);
    const riskName = riskNameOf({ target, config, identifier: { host }, captures });
    return [{ target, config, name, host, resource: outputs.resource, outputs, riskName }];
  });
}

function someOf(series: readonly AskedSeries[]): string {
  const texts = series.map(({ host, resource }) => `${host} ${resource}`).toSorted();
  const more = texts.length > maxNamed ? ` and ${texts.length - maxNamed} more` : '';
  return `${texts.slice(0, maxNamed).join(', ')}${more}`;
}
