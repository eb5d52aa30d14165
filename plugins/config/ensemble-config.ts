import { z } from 'zod';
import { seasonNames } from '../../analysis/detectors/ensemble/anomaly-test.ts';
import { anomalyTests } from '../../analysis/detectors/ensemble/registry.ts';

/** The options of a committee of tests. */
export const ensembleSchema = z.strictObject({
  votes: z
    .int()
    .min(1)
    .max(anomalyTests.length)
    .default(2)
    .meta({
      description: `The number of tests that have to agree, of ${anomalyTests.length}.`,
      examples: [3],
      since: '0.2.0',
    }),
  minimumSamples: z
    .int()
    .min(60)
    .max(100_000)
    .default(120)
    .meta({
      description: 'Nothing is judged before there are more samples than this.',
      examples: [1000],
      since: '0.2.0',
    }),
  normalAfterSeconds: z
    .number()
    .min(0)
    .max(604_800)
    .default(3600)
    .meta({
      description:
        'A series that stays at other values for this long has a new normal: the alert ends. It also ends when the values of the hour before are back.',
      examples: [900],
      since: '0.2.0',
    }),
  seasons: z
    .array(z.enum(seasonNames))
    .default([...seasonNames])
    .meta({
      description: 'The seasons that the series may have. One counts when it has been seen once.',
      examples: [['day', 'week']],
      since: '0.2.0',
    }),
});

export type EnsembleConfig = z.output<typeof ensembleSchema>;
