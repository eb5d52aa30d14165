import { z } from 'zod';
import { defaultForecasterName, forecasterNames } from '../../analysis/forecasters/registry.ts';
import type { RiskSource } from '../../analysis/risk/pooled-evidence.ts';
import { formatIdentifier, parseIdentifier } from '../collectd/identifier.ts';
import {
  capacityRule,
  capacitySchema,
  defaultLimit,
  limitSchema,
  pattern,
  patternRule,
} from './limit-config.ts';

/** What the risk of a target with a detector may be judged by. */
export const riskSources = ['forecast', 'detector', 'both'] as const satisfies readonly RiskSource[];

/** Bytes of a target's name, so that it fits into a part of an identifier behind words such as `forecast_error-`. */
const longestName = 100;

const seriesSchema = z.union(
  [pattern.transform((text) => [text]), z.array(pattern).min(1, 'name at least one series')],
  { error: `expected ${patternRule}, or a list of such to sum up` },
);

/** What may stand under a target's name, one by one. */
const optionsSchema = z.strictObject({
  /** Which series are predicted: a glob over identifiers, or several whose sum is predicted. */
  series: seriesSchema,
  /** Which of a series' data sources, counted from 0. */
  dataSource: z.int().min(0).default(0),
  /** The whole of the resource: a glob of series to sum up, or a fixed number. */
  capacity: capacitySchema.optional(),
  /** The bound that counts as exhaustion when it is reached from below. */
  limit: limitSchema.optional(),
  /** The bound that counts as exhaustion when it is reached from above. */
  lowerLimit: limitSchema.optional(),
  horizonSeconds: z.number().min(1).max(86_400).default(60),
  forecaster: z.enum(forecasterNames as [string, ...string[]]).default(defaultForecasterName),
  /** Samples that the forecaster sees; each brings its own default. */
  samples: z.int().min(3).max(10_000).optional(),
  /** Fewer samples than this raise no alert. */
  minimumSamples: z.int().min(1).max(10_000).optional(),
  /** A past that is shorter than this many horizons raises no alert. */
  minimumWindowRatio: z.number().min(0).max(100).optional(),
  /** A crossing that is nearer than this is not worth an alert. */
  minimumLeadSeconds: z.number().min(0).max(86_400).optional(),
  /** Nominal coverage of the prediction interval. */
  intervalLevel: z.number().min(0.5).max(0.999).default(0.8),
  /** A model file by kind of detector. */
  detector: z.strictObject({ svm: z.string().min(1) }).optional(),
  /** What the risk is judged by, where there is a detector (default: both). */
  riskFrom: z.enum(riskSources).optional(),
  /** Whether it is all right that there is no such series. */
  optional: z.boolean().default(false),
  /** `plugin[-instance]/type[-instance]` of the predicted value. */
  output: z
    .string()
    .refine(
      accepts((text) => parseIdentifier(`host/${text}`)),
      {
        error: 'expected plugin[-instance]/type[-instance], such as dma/memory',
      },
    )
    .optional(),
});

/** One entry under `targets:` of dma.yaml. */
export const targetSchema = optionsSchema
  .superRefine(checkTogether)
  .transform(({ series, capacity = Number.POSITIVE_INFINITY, limit, lowerLimit, ...rest }) => ({
    ...rest,
    /** What is predicted; of a sum, the part that names it. */
    series: series[0]!,
    /** What is added to it: globs for the same host and plugin instance. */
    addends: series.slice(1),
    /** Infinity when none is given. */
    capacity,
    limit: limit ?? lowerLimit ?? defaultLimit,
    limitSide: lowerLimit === undefined ? ('upper' as const) : ('lower' as const),
  }));

export type TargetConfig = z.output<typeof targetSchema>;

/** What options have to do with each other. */
function checkTogether(
  {
    series,
    capacity,
    limit,
    lowerLimit,
    minimumLeadSeconds,
    horizonSeconds,
    detector,
    riskFrom,
  }: z.output<typeof optionsSchema>,
  context: z.RefinementCtx,
): void {
  const complain = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message, params: { isWhole: true } });
  const bound = limit ?? lowerLimit ?? defaultLimit;
  const twice = series.find((text, index) => series.indexOf(text) < index);
  if (twice !== undefined) complain('series', `names ${twice} twice`);
  if (limit !== undefined && lowerLimit !== undefined)
    complain('lowerLimit', 'is given beside limit; a target has one of the two');
  if (capacity === undefined && typeof bound !== 'number')
    complain('capacity', `is missing; a limit in percent is a share of it: ${capacityRule}`);
  if (typeof capacity === 'number' && typeof bound === 'number' && bound > capacity)
    complain(limit === undefined ? 'lowerLimit' : 'limit', `${bound} is more than the capacity, ${capacity}`);
  if ((minimumLeadSeconds ?? 0) >= horizonSeconds)
    complain(
      'minimumLeadSeconds',
      `has to be less than the horizon of ${horizonSeconds} s, not ${minimumLeadSeconds}`,
    );
  if (detector && lowerLimit !== undefined)
    complain('detector', 'is trained for an upper limit, and lowerLimit is given');
  if (riskFrom !== undefined && !detector)
    complain(
      'riskFrom',
      `${riskFrom} is given without a detector; name a model file, such as detector: {svm: /etc/collectd-dma/svm-memory.json}, or leave it out`,
    );
}

/** Its name, which becomes part of identifiers. */
export const targetNameSchema = z
  .string()
  .refine(
    (name) =>
      name !== 'self' &&
      Buffer.byteLength(name) <= longestName &&
      accepts((type) => formatIdentifier({ host: 'h', plugin: 'dma', type }))(name),
    {
      error: `a target's name holds no slash, hyphen or control character, has at most ${longestName} bytes, and is not "self"`,
    },
  );

function accepts(parse: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  };
}
