import { z } from 'zod';
import { forecasterNames } from '../analysis/forecasters/registry.ts';
import { IdentifierPattern } from './identifier-pattern.ts';
import { formatIdentifier, parseIdentifier } from './identifier.ts';
import { parseQuantity } from './quantity.ts';

const pattern = z.string().refine(
  accepts((text) => new IdentifierPattern(text)),
  {
    error: 'expected host/plugin[-instance]/type[-instance] with * and ?, such as */memory/memory-used',
  },
);

const quantity = z.union([z.number(), z.string()]).transform((text, context) => {
  const number = parseQuantity(text);
  if (number !== undefined && number > 0) return number;
  context.addIssue('expected a number above 0, or one with a unit such as 64GiB');
  return z.NEVER;
});

const capacity = z.union(
  [
    z
      .string()
      .includes('/')
      .pipe(pattern)
      .transform((text) => ({ sumOf: text })),
    quantity,
  ],
  {
    error:
      'expected a pattern of series to sum up, such as */memory/memory-*, or a number above 0, such as 64GiB',
  },
);

const limit = z.union(
  [
    z
      .string()
      .regex(/^\d+(\.\d+)?%$/)
      .transform((text) => Number(text.slice(0, -1)) / 100)
      .refine((share) => share > 0 && share <= 1)
      .transform((share) => ({ shareOfCapacity: share })),
    quantity,
  ],
  {
    error:
      'expected a share of the capacity from 0 to 100 %, such as 90%, or a number above 0, such as 60GiB',
  },
);

/** One entry under `targets:` of dma.yaml. */
export const targetSchema = z.strictObject({
  /** Which series are predicted: a glob over identifiers. */
  series: pattern,
  /** Which of a series' data sources, counted from 0. */
  dataSource: z.int().min(0).default(0),
  /** The whole of the resource: a glob of series to sum up, or a fixed number. */
  capacity,
  /** The bound that counts as exhaustion. */
  limit: limit.default({ shareOfCapacity: 0.9 }),
  horizonSeconds: z.number().min(1).max(86_400).default(60),
  forecaster: z.enum(forecasterNames as [string, ...string[]]).default('linear'),
  /** Samples that the forecaster sees. */
  samples: z.int().min(3).max(10_000).default(20),
  /** Nominal coverage of the prediction interval. */
  intervalLevel: z.number().min(0.5).max(0.999).default(0.8),
  /** A model file by kind of detector. */
  detector: z.strictObject({ svm: z.string().min(1) }).optional(),
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

/** Its name, which becomes part of identifiers. */
export const targetNameSchema = z
  .string()
  .refine(
    (name) =>
      name !== 'self' && accepts((type) => formatIdentifier({ host: 'h', plugin: 'dma', type }))(name),
    { error: 'a target\'s name holds no slash, hyphen or control character, and is not "self"' },
  );

export type TargetConfig = z.output<typeof targetSchema>;

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
