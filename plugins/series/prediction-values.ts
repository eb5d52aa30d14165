import type { Abstention } from '../../analysis/forecast.ts';
import type { TargetConfig } from '../config/target-config.ts';
import type { Exhaustion } from '../../analysis/interval/exhaustion.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import { identifierOf, ownPlugin, parseIdentifierOf, type Identifier } from '../collectd/identifier.ts';
import { shortPart } from '../collectd/short-part.ts';
import type { ValueList } from '../collectd/text-protocol.ts';

/** A forecast, in the series' own unit: not below 0 where collectd's type cannot be, and not above the capacity. */
export interface PredictedValue {
  /** The value expected one horizon ahead. */
  readonly value: number;
  /** The ends of its interval. */
  readonly lower: number;
  readonly upper: number;
}

/** The state of one series after its newest sample. */
export interface SeriesState {
  readonly prediction: Prediction;
  /** The forecast within the bounds of the series; undefined without a forecast. */
  readonly predicted: PredictedValue | undefined;
  /** Time until the limit is reached; undefined when that is not in sight. */
  readonly exhaustion: Exhaustion | undefined;
  /** Epoch seconds when the limit was reached; undefined while it is not, or when that is not known. */
  readonly reachedTime?: number | undefined;
  /** The whole of the resource, above 0, in the series' own unit; Infinity when it is not known. */
  readonly capacity: number;
}

/** Dates a state by our clock. @param offsetSeconds by which the clock of its samples is ahead */
export function datedByOurs(state: SeriesState, offsetSeconds: number): SeriesState {
  if (offsetSeconds === 0) return state;
  const { prediction, reachedTime } = state;
  const reached = reachedTime === undefined ? undefined : reachedTime - offsetSeconds;
  return {
    ...state,
    prediction: { ...prediction, time: prediction.time - offsetSeconds },
    reachedTime: reached,
  };
}

/**
 * The reason why a forecast, a risk, a verdict that alone judges the risk, or a committee's judgement is missing;
 * undefined when none is.
 */
export function abstentionOf(
  { forecast, risk, verdict, anomaly }: Prediction,
  riskFrom: TargetConfig['riskFrom'],
): Abstention | undefined {
  if (anomaly) return anomaly.kind === 'abstention' ? anomaly : undefined;
  if (forecast.kind === 'abstention') return forecast;
  if (riskFrom === 'detector' && verdict?.kind === 'abstention') return verdict;
  return risk.kind === 'abstention' ? risk : undefined;
}

/** Names under which a series' prediction is given to collectd. */
export interface OutputNames {
  readonly host: string;
  /** The target and the text that its wildcards matched, such as `memory` or `disk-root`; shortened to fit. */
  readonly resource: string;
  /** The resource before it was shortened; absent when it fits. */
  readonly longResource?: string;
  /** The predicted value in the series' own unit; absent when the target names no `output`. */
  readonly predicted?: Identifier;
}

/**
 * Names the values of one series. Names that are too long for collectd, as those of long mount points with a target
 * before them, are shortened.
 *
 * @param output the target's `output`, `plugin[-instance]/type[-instance]`
 * @param captures the text that the wildcards outside the host matched; tells the series of one host apart
 */
export function outputNames(
  host: string,
  target: string,
  output: string | undefined,
  captures: readonly string[],
): OutputNames {
  const names = { host, ...resourceName(target, captures) };
  if (output === undefined) return names;
  const { typeInstance, ...rest } = parseIdentifierOf(host, output);
  const instance = [...(typeInstance === undefined ? [] : [typeInstance]), ...spoken(captures)].join('-');
  return { ...names, predicted: identifierOf({ ...rest, typeInstance: shortPart(instance) }) };
}

/** The resource of {@link outputNames}. */
export function resourceName(
  target: string,
  captures: readonly string[],
): Pick<OutputNames, 'resource' | 'longResource'> {
  const longResource = [target, ...spoken(captures)].join('-');
  const resource = shortPart(longResource);
  return resource === longResource ? { resource } : { resource, longResource };
}

function spoken(captures: readonly string[]): readonly string[] {
  return captures.filter((capture) => capture !== '');
}

/** The predicted value in % of the capacity that there will be; undefined where that is not known. */
function shareOf({ prediction: { share }, capacity }: SeriesState, predicted: number): number | undefined {
  if (share?.forecast.kind === 'forecast') return share.forecast.mean;
  return Number.isFinite(capacity) ? (100 * predicted) / capacity : undefined;
}

/** The horizon of a series that dma.yaml leaves open, beside another value of the same time. */
export function horizonValue(names: OutputNames, beside: ValueList, horizonSeconds: number): ValueList {
  return { ...beside, identifier: horizonIdentifier(names), values: [horizonSeconds] };
}

/** The name of {@link horizonValue}. */
export function horizonIdentifier({ host, resource }: Pick<OutputNames, 'host' | 'resource'>): Identifier {
  return {
    host,
    plugin: ownPlugin,
    pluginInstance: resource,
    type: 'duration',
    typeInstance: 'horizon',
  };
}

/**
 * Values that are given to collectd for one series, with stock types of types.db only.
 *
 * | value | meaning |
 * |---|---|
 * | `<output>` | value expected one horizon ahead, not below 0 where its type cannot be, and not above the capacity |
 * | `dma-<resource>/percent-predicted` | the same as a share of the capacity, cut to 0 to 100 |
 * | `dma-<resource>/gauge-predicted_lower`, `-predicted_upper` | the ends of its interval, in the series' own unit and the same bounds |
 * | `dma-<resource>/percent-risk` | probability that the limit is crossed within the horizon, 0 to 100 |
 * | `dma-<resource>/duration-exhaustion` | seconds to the limit, `U` when no crossing is in sight |
 * | `dma-<resource>/duration-exhaustion_earliest`, `-exhaustion_latest` | the same by the ends of the interval |
 * | `dma-<resource>/duration-horizon` | the horizon in seconds, where dma.yaml says auto |
 * | `dma-<resource>/gauge-verdict` | the detector's verdict: 0 normal, 1 abnormal |
 * | `dma-<resource>/gauge-verdict_margin` | how clearly: its signed distance from the boundary, in the model's own measure, unbounded; above 0 is abnormal |
 * | `dma-<resource>/gauge-anomaly` | of a target with an ensemble: how sure it is of an anomaly, 0 to 100; from 50 on an alert is on |
 * | `dma-<resource>/gauge-votes` | the number of its tests that call the newest sample an anomaly |
 *
 * Unknown values are left out.
 *
 * @param intervalSeconds seconds until the next ones
 */
export function predictionValues(
  names: OutputNames,
  state: SeriesState,
  intervalSeconds: number,
): ValueList[] {
  const { predicted } = state;
  const { time, risk, verdict, anomaly } = state.prediction;
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
  if (predicted !== undefined) {
    if (names.predicted) put(names.predicted, predicted.value);
    const share = shareOf(state, predicted.value);
    if (share !== undefined) put(own('percent', 'predicted'), Math.min(100, Math.max(0, share)));
    put(own('gauge', 'predicted_lower'), predicted.lower);
    put(own('gauge', 'predicted_upper'), predicted.upper);
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
  if (anomaly?.kind === 'anomaly') {
    put(own('gauge', 'anomaly'), anomaly.percent);
    put(own('gauge', 'votes'), anomaly.tests.length);
  }
  return lists;
}
