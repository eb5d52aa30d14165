import type { Exhaustion } from '../../analysis/interval/exhaustion.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import { identifierOf, ownPlugin, parseIdentifier, type Identifier } from '../collectd/identifier.ts';
import type { ValueList } from '../collectd/text-protocol.ts';

/** What is known of one series after its newest sample. */
export interface SeriesState {
  readonly prediction: Prediction;
  /** When the limit will be reached; undefined when that is not in sight. */
  readonly exhaustion: Exhaustion | undefined;
  /** The whole of the resource, above 0, in the series' unit; Infinity when it is not known. */
  readonly capacity: number;
}

/** Under which names a series' prediction is given back. */
export interface OutputNames {
  readonly host: string;
  /** The target and what its wildcards matched, such as `memory` or `disk-root`. */
  readonly resource: string;
  /** Where the predicted value goes, in the series' own unit; absent when the target names no `output`. */
  readonly predicted?: Identifier;
}

/**
 * @param output the target's `output`, `plugin[-instance]/type[-instance]`
 * @param captures what the wildcards outside the host matched; tells the series of one host apart
 */
export function outputNames(
  host: string,
  target: string,
  output: string | undefined,
  captures: readonly string[],
): OutputNames {
  const suffix = captures.filter((capture) => capture !== '');
  const resource = [target, ...suffix].join('-');
  if (output === undefined) return { host, resource };
  const { typeInstance, ...rest } = parseIdentifier(`${host}/${output}`);
  const instance = [...(typeInstance === undefined ? [] : [typeInstance]), ...suffix].join('-');
  return { host, resource, predicted: identifierOf({ ...rest, typeInstance: instance }) };
}

/**
 * What goes back to collectd for one series, with stock types of types.db only.
 *
 * | value | meaning |
 * |---|---|
 * | `<output>` | value expected one horizon ahead, not below 0 |
 * | `dma-<resource>/percent-predicted` | the same as a share of the capacity, 0 to 100 |
 * | `dma-<resource>/gauge-predicted_lower`, `-predicted_upper` | the ends of its interval, in the series' own unit |
 * | `dma-<resource>/percent-risk` | how sure we are that the limit is crossed within the horizon, 0 to 100 |
 * | `dma-<resource>/duration-exhaustion` | seconds to the limit, `U` when no crossing is in sight |
 * | `dma-<resource>/duration-exhaustion_earliest`, `-exhaustion_latest` | the same by the ends of the interval |
 * | `dma-<resource>/gauge-verdict` | the detector's verdict: 0 normal, 1 abnormal |
 * | `dma-<resource>/gauge-verdict_margin` | how clearly: its signed distance from the boundary, in the model's own measure, unbounded; above 0 is abnormal |
 *
 * What is not known is left out.
 *
 * @param intervalSeconds seconds until the next ones
 */
export function predictionValues(
  names: OutputNames,
  state: SeriesState,
  intervalSeconds: number,
): ValueList[] {
  const { time, forecast, risk, verdict } = state.prediction;
  const lists: ValueList[] = [];
  const put = (identifier: Identifier, value: number): void => {
    lists.push({ identifier, time, intervalSeconds, values: [value] });
  };
  const own = (type: string, typeInstance: string): Identifier => ({
    host: names.host,
    plugin: ownPlugin,
    pluginInstance: names.resource,
    type,
    typeInstance,
  });
  if (forecast.kind === 'forecast') {
    const mean = Math.max(0, forecast.mean);
    if (names.predicted) put(names.predicted, mean);
    if (Number.isFinite(state.capacity)) {
      put(own('percent', 'predicted'), Math.min(100, (100 * mean) / state.capacity));
    }
    put(own('gauge', 'predicted_lower'), forecast.lower);
    put(own('gauge', 'predicted_upper'), forecast.upper);
    const { seconds, earliest, latest } = state.exhaustion ?? {};
    put(own('duration', 'exhaustion'), seconds ?? Number.NaN);
    put(own('duration', 'exhaustion_earliest'), earliest ?? Number.NaN);
    put(own('duration', 'exhaustion_latest'), latest ?? Number.NaN);
  }
  if (risk.kind === 'risk') put(own('percent', 'risk'), risk.percent);
  if (verdict?.kind === 'verdict') {
    put(own('gauge', 'verdict'), verdict.abnormal ? 1 : 0);
    put(own('gauge', 'verdict_margin'), verdict.margin);
  }
  return lists;
}
