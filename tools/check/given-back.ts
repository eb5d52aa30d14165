import {
  formatIdentifier,
  identifierOf,
  ownPlugin,
  type Identifier,
} from '../../plugins/collectd/identifier.ts';
import { outputNames } from '../../plugins/series/prediction-values.ts';
import type { FoundSeries } from '../../plugins/series/series-start.ts';

/** The values that dma gives back for one series, as far as a threshold may look at them. */
export interface GivenBack {
  /** `percent-risk`, or the `gauge-anomaly` of a target without a limit, which is always given back. */
  readonly risk: Identifier;
  /** All of them, the risk first. */
  readonly all: readonly Identifier[];
  /** True when the resource is too long for collectd, and its name is shortened. */
  readonly isShortened: boolean;
}

/** Names what is given back for a series. */
export function givenBack({
  target,
  config,
  identifier,
  captures,
}: Pick<FoundSeries, 'target' | 'config' | 'captures'> & {
  readonly identifier: Pick<Identifier, 'host'>;
}): GivenBack {
  const { host } = identifier;
  const { resource, longResource, predicted } = outputNames(host, target, config.output, captures);
  const own = (type: string, typeInstance: string): Identifier =>
    identifierOf({ host, plugin: ownPlugin, pluginInstance: resource, type, typeInstance });
  const isShortened = longResource !== undefined;
  if (config.ensemble) {
    const anomaly = own('gauge', 'anomaly');
    return { risk: anomaly, all: [anomaly, own('gauge', 'votes')], isShortened };
  }
  const risk = own('percent', 'risk');
  const others = [own('percent', 'predicted'), own('duration', 'exhaustion'), own('gauge', 'verdict')];
  return {
    risk,
    all: [risk, ...(predicted ? [predicted] : []), ...others],
    isShortened,
  };
}

/** The name of a series' risk in collectd and Redis. */
export function riskNameOf(found: Parameters<typeof givenBack>[0]): string {
  return formatIdentifier(givenBack(found).risk);
}
