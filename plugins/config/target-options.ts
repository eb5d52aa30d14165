import { z } from 'zod';
import { defaultForecasterName, forecasterNames } from '../../analysis/forecasters/registry.ts';
import { minChosenSeconds } from '../../analysis/auto-horizon.ts';
import type { RiskSource } from '../../analysis/risk/pooled-evidence.ts';
import { maxHorizonSeconds } from '../../notifiers/event/alert-event.ts';
import { linksSchema } from '../delivery/target-links.ts';
import { parseIdentifierOf } from '../collectd/identifier.ts';
import { detectorSchema, exampleDetector } from './detector-config.ts';
import { capacitySchema, limitSchema, pattern, patternRule } from './limit-config.ts';

/** Sources of the risk of a target that has a detector. */
export const riskSources = ['forecast', 'detector', 'both'] as const satisfies readonly RiskSource[];

const seriesSchema = z.union(
  [pattern.transform((text) => [text]), z.array(pattern).min(1, 'name at least one series')],
  { error: `expected ${patternRule}, or a list of such to sum up` },
);

const horizonSchema = z.union([z.number().min(1).max(maxHorizonSeconds), z.literal('auto')], {
  error: `expected seconds from 1 to ${maxHorizonSeconds}, or auto`,
});

/** Options under the name of a target in dma.yaml. Rules across them stand in target-config.ts. */
export const targetOptionsSchema = z.strictObject({
  series: seriesSchema.meta({
    description:
      'The series to predict: host/plugin/type as collectd names them. * and ? are wildcards, {a,b} is one of these words. A list is a sum: its parts are added up for each host where their times agree to half an interval, and messages name the first one.',
    examples: ['*/memory/memory-used', ['*/memory/memory-free', '*/memory/memory-cached']],
    since: '0.1.0',
  }),
  dataSource: z
    .int()
    .min(0)
    .default(0)
    .meta({
      description: 'The data source of the series, counted from 0.',
      examples: [1],
      since: '0.1.0',
    }),
  capacity: capacitySchema.optional().meta({
    description:
      'The whole of the resource: the series of the same host to sum up, or a number such as 64GiB. Where it is another data source than the one of the target, {series: ..., dataSource: ...} names it; a list such as [0, 1] is a sum. It may be left out where the limit is a number; then there is no percent-predicted.',
    examples: ['*/memory/memory-{used,free,cached}', '64GiB', { series: '*/df/df-root', dataSource: [0, 1] }],
    defaultText: 'none',
    since: '0.1.0',
  }),
  limit: limitSchema.optional().meta({
    description: 'The value that counts as exhaustion: a share of the capacity, or a number such as 60GiB.',
    examples: ['80%', '60GiB'],
    defaultText: '90%',
    replacedBy: ['lowerLimit'],
    since: '0.1.0',
  }),
  lowerLimit: limitSchema.optional().meta({
    description: 'The value that counts as exhaustion when it is reached from above; it replaces `limit`.',
    examples: ['10%', '4GiB'],
    defaultText: 'none',
    since: '0.1.0',
  }),
  horizonSeconds: horizonSchema.default(60).meta({
    description: `The distance of the prediction from the present, in seconds. auto chooses it for each series by its past: 20 intervals between samples, 10 where the series goes up and down, but at least ${minChosenSeconds} s.`,
    examples: [300, 'auto'],
    since: '0.1.0',
  }),
  forecaster: z
    .enum(forecasterNames as [string, ...string[]])
    .default(defaultForecasterName)
    .meta({
      description:
        'The method of the forecast. auto is a mixture that learns which trends of this series to trust; beside an ensemble, it is holt, which keeps less.',
      examples: ['theil-sen'],
      since: '0.1.0',
    }),
  samples: z
    .int()
    .min(3)
    .max(10_000)
    .optional()
    .meta({
      description:
        'The number of samples that the forecaster sees. auto ignores it and remembers two horizons.',
      examples: [40],
      defaultText: '20',
      since: '0.1.0',
    }),
  minimumSamples: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta({
      description: 'No alert is raised before there are this many samples.',
      examples: [10],
      defaultText: '4',
      since: '0.1.0',
    }),
  minimumWindowRatio: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({
      description: 'No alert is raised before the past is this many horizons long.',
      examples: [0.5],
      defaultText: '0',
      since: '0.1.0',
    }),
  minimumLeadSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .meta({
      description: 'No alert is raised for a crossing that is nearer than this, in seconds.',
      examples: [10],
      defaultText: '0',
      since: '0.1.0',
    }),
  intervalLevel: z
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.8)
    .meta({
      description: 'The probability with which the prediction interval holds the value.',
      examples: [0.95],
      since: '0.1.0',
    }),
  detector: detectorSchema.optional().meta({
    description:
      'A trained model that judges the present as normal or abnormal. Its verdict is given back as gauge-verdict (1 is abnormal) and gauge-verdict_margin (how clearly), and is part of the risk.',
    examples: [exampleDetector],
    defaultText: 'none',
    since: '0.1.0',
  }),
  riskFrom: z
    .enum(riskSources)
    .optional()
    .meta({
      description:
        'The source of the risk where there is a detector: the forecast (the verdict is only given back), the detector, or both.',
      examples: ['forecast'],
      beside: { detector: exampleDetector },
      defaultText: 'both',
      since: '0.1.0',
    }),
  optional: z
    .boolean()
    .default(false)
    .meta({
      description:
        'True when there need not be such a series. Otherwise a target without any is a FAILURE of dma-self/gauge-unpredicted after two minutes.',
      examples: [true],
      since: '0.1.0',
    }),
  links: linksSchema.optional().meta({
    description:
      'Pages that alerts of this target name, read by `dma deliver`. {{host}} and {{resource}} stand for those of the alert.',
    examples: [{ runbook: 'https://wiki.example.org/runbooks/memory' }],
    defaultText: 'none',
    since: '0.2.0',
  }),
  output: z
    .string()
    .refine(
      (text) => {
        try {
          return Boolean(parseIdentifierOf('host', text));
        } catch {
          return false;
        }
      },
      {
        error: 'expected plugin[-instance]/type[-instance], such as dma/memory',
      },
    )
    .optional()
    .meta({
      description:
        'The identifier of the predicted value, in the unit of the series: dma/memory becomes <host>/dma/memory. The type has to be in typesDb, and no other target may have the same output or read it.',
      examples: ['dma/memory'],
      defaultText: 'nowhere',
      since: '0.1.0',
    }),
});
