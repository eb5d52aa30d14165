import type { z } from 'zod';
import { minChosenSeconds, type ChosenHorizon } from '../../analysis/auto-horizon.ts';
import { holt } from '../../analysis/forecasters/holt.ts';
import { defaultForecasterName } from '../../analysis/forecasters/registry.ts';
import { brokenOptions, evenWhenBroken } from '../../notifiers/option-meta.ts';
import { formatIdentifier } from '../collectd/identifier.ts';
import { detectorExample, judgesOf, limitSideOf } from './detector-config.ts';
import type { EnsembleConfig } from './ensemble-config.ts';
import { capacityRule, defaultLimit } from './limit-config.ts';
import { complaintAboutAmount, complaintAboutGlob } from './limit-rules.ts';
import { targetOptionsSchema } from './target-options.ts';

/** Bytes of a target's name, so that it fits into a part of an identifier behind words such as `forecast_error-`. */
const maxNameBytes = 100;

/** The forecaster of an ensemble in place of the default one: it keeps a tenth of that. */
const ensembleForecaster = holt.name;

/** One entry under `targets:` of dma.yaml. */
export const targetSchema = targetOptionsSchema
  .superRefine(checkTogether, evenWhenBroken)
  .transform(({ series, capacity = Number.POSITIVE_INFINITY, limit, lowerLimit, detector, ...rest }) => ({
    ...rest,
    ...judgesOf(detector),
    forecaster: detector?.ensemble ? ensembleForecasterOf(rest) : rest.forecaster,
    /** The series to predict; for a sum, the part that names it. */
    series: series[0]!,
    /** Parts added to `series`: globs for the same host and plugin instance. */
    addends: series.slice(1),
    capacity: withDataSources(capacity, rest.dataSource),
    limit: limit ?? lowerLimit ?? (detector?.ensemble ? Number.POSITIVE_INFINITY : defaultLimit),
    limitSide: lowerLimit === undefined ? ('upper' as const) : ('lower' as const),
  }));

function ensembleForecasterOf({ forecaster }: { readonly forecaster: string }): string {
  return forecaster === defaultForecasterName ? ensembleForecaster : forecaster;
}

/** A target, judged by an ensemble in the place of its limit. */
export function judgedByEnsemble(target: TargetConfig, ensemble: EnsembleConfig): TargetConfig {
  return {
    ...target,
    ensemble,
    forecaster: target.ensemble ? target.forecaster : ensembleForecasterOf(target),
  };
}

/** The series that are summed up to a capacity. */
export interface CapacitySeries {
  /** A glob. */
  readonly sumOf: string;
  /** Their data sources, counted from 0, at least one. */
  readonly dataSources: readonly number[];
}

/** @returns a number, Infinity when none is given */
function withDataSources(
  capacity: Exclude<Options['capacity'], undefined>,
  dataSource: number,
): number | CapacitySeries {
  if (typeof capacity === 'number') return capacity;
  return { sumOf: capacity.sumOf, dataSources: capacity.dataSources ?? [dataSource] };
}

export type TargetConfig = z.output<typeof targetSchema>;

/** The options of a target for one of its series, whose horizon is known. */
export interface SeriesConfig extends TargetConfig {
  readonly horizonSeconds: number;
  /** The choice behind the horizon; absent where dma.yaml has a number. */
  readonly chosenHorizon?: ChosenHorizon;
}

/** The options of a target for a series; undefined where the horizon has to be chosen first. */
export function configOfSeries(target: TargetConfig, chosen?: ChosenHorizon): SeriesConfig | undefined {
  const { horizonSeconds } = target;
  if (horizonSeconds !== 'auto') return { ...target, horizonSeconds };
  return chosen && { ...target, horizonSeconds: chosen.horizonSeconds, chosenHorizon: chosen };
}

type Options = z.output<typeof targetOptionsSchema>;

/** Options that an ensemble has no use for. */
const replacedByEnsemble = [
  'limit',
  'lowerLimit',
  'capacity',
  'riskFrom',
  'output',
  'minimumSamples',
  'minimumWindowRatio',
  'minimumLeadSeconds',
] as const satisfies readonly (keyof Options)[];

/** Rules across options. Each is skipped when an option that it reads is wrong by itself. */
function checkTogether(options: Options, context: z.RefinementCtx): void {
  const { series, capacity, limit, lowerLimit, detector, riskFrom } = options;
  const broken = brokenOptions(context);
  const known = (...names: readonly (keyof Options)[]): boolean => !names.some((name) => broken.has(name));
  const complain = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message, params: { isWhole: true } });
  if (known('series')) {
    const twice = series.find((text, index) => series.indexOf(text) < index);
    if (twice !== undefined) complain('series', `names ${twice} twice`);
  }
  if (limit !== undefined && lowerLimit !== undefined)
    complain('lowerLimit', 'is given beside limit; a target has one of the two');
  const isEnsemble = detector?.ensemble !== undefined;
  if (isEnsemble && known('detector')) {
    for (const name of replacedByEnsemble)
      if (options[name] !== undefined)
        complain(name, 'is about a limit, and detector.ensemble judges series without one; make two targets');
  }
  if (!isEnsemble && known('capacity', 'limit', 'lowerLimit', 'detector')) {
    const bound = limit ?? lowerLimit ?? defaultLimit;
    // A misspelt name of which nobody knows what it means may be the capacity.
    if (capacity === undefined && typeof bound !== 'number' && !broken.has(undefined))
      complain('capacity', `is missing; a limit in percent is a share of it: ${capacityRule}`);
    if (typeof capacity === 'number' && typeof bound === 'number' && bound > capacity)
      complain(
        limit === undefined ? 'lowerLimit' : 'limit',
        `${bound} is more than the capacity, ${capacity}`,
      );
  }
  if (known('series')) {
    for (const [name, amount] of Object.entries({ capacity, limit, lowerLimit })) {
      if (!known(name as keyof Options) || typeof amount !== 'number') continue;
      const complaint = complaintAboutAmount(name, amount, series[0]!);
      if (complaint !== undefined) complain(name, complaint);
    }
    const complaint = series.map(complaintAboutGlob).find((one) => one !== undefined);
    if (complaint !== undefined) complain('series', complaint);
  }
  if (known('capacity') && typeof capacity === 'object') {
    const complaint = complaintAboutGlob(capacity.sumOf);
    if (complaint !== undefined) complain('capacity', complaint);
  }
  if (known('minimumLeadSeconds', 'horizonSeconds')) {
    const { minimumLeadSeconds = 0, horizonSeconds } = options;
    const isChosen = horizonSeconds === 'auto';
    const least = isChosen ? minChosenSeconds : horizonSeconds;
    if (minimumLeadSeconds >= least)
      complain(
        'minimumLeadSeconds',
        `has to be less than the horizon of ${least} s${isChosen ? ', which auto may choose' : ''}, not ${minimumLeadSeconds}`,
      );
  }
  if (detector && !isEnsemble && known('detector')) {
    const side = lowerLimit === undefined ? 'upper' : 'lower';
    if (limitSideOf(detector) !== side)
      complain(
        'detector',
        side === 'lower'
          ? 'is trained for an upper limit, and lowerLimit is given'
          : 'is trained for a lower limit; give a lowerLimit',
      );
  }
  if (riskFrom !== undefined && detector === undefined && known('riskFrom', 'detector'))
    complain(
      'riskFrom',
      `${riskFrom} is given without a detector; name a model file, such as detector: ${detectorExample}, or leave it out`,
    );
}

const nameRule = `a target's name holds no slash, hyphen or control character, has at most ${maxNameBytes} bytes, and is not "self"`;

/** A rule for all targets: their names become part of identifiers. */
export function checkTargetNames(targets: object, context: z.RefinementCtx): void {
  for (const name of Object.keys(targets)) {
    if (name !== 'self' && Buffer.byteLength(name) <= maxNameBytes && isPartOfIdentifiers(name)) continue;
    context.addIssue({ code: 'custom', path: [name], message: nameRule, params: { isWhole: true } });
  }
}

function isPartOfIdentifiers(type: string): boolean {
  try {
    return Boolean(formatIdentifier({ host: 'h', plugin: 'dma', type }));
  } catch {
    return false;
  }
}
