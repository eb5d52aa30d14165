import { z } from 'zod';
import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import { parseQuantity } from './quantity.ts';

export const patternRule =
  'host/plugin[-instance]/type[-instance] with *, ? and {a,b}, such as */memory/memory-used';

/** A glob over identifiers, as text. */
export const pattern = z.string().refine(
  (text) => {
    try {
      return Boolean(new IdentifierPattern(text));
    } catch {
      return false;
    }
  },
  { error: `expected ${patternRule}` },
);

const quantity = z.union([z.number(), z.string()]).transform((text, context) => {
  const number = parseQuantity(text);
  if (number !== undefined && number > 0) return number;
  context.addIssue('expected a number above 0, or one with a unit such as 64GiB');
  return z.NEVER;
});

export const capacityRule =
  'a pattern of series to sum up, such as */memory/memory-{used,free}, or a number above 0, such as 64GiB';

/** One data source, or several to sum up. */
const dataSources = z.union(
  [
    z
      .int()
      .min(0)
      .transform((one) => [one]),
    z
      .array(z.int().min(0))
      .min(1)
      .refine((all) => new Set(all).size === all.length),
  ],
  { error: 'expected a data source, counted from 0, or a list of different ones to sum up, such as [0, 1]' },
);

const capacitySources = z.strictObject({
  series: pattern.meta({
    description: 'The series of the same host to sum up.',
    examples: ['*/df/df-root'],
    since: '0.2.0',
  }),
  dataSource: dataSources.optional().meta({
    description: 'Their data source, counted from 0, or a list of data sources to sum up.',
    examples: [[0, 1]],
    defaultText: 'the dataSource of the target',
    since: '0.2.0',
  }),
});

/** Series to sum up, and their data sources; those of the target where they are undefined. */
interface CapacitySeries {
  readonly sumOf: string;
  readonly dataSources: readonly number[] | undefined;
}

/** The way to limits that differ by host, where somebody has written one for each. */
function ownTargets(input: unknown): string {
  const isMap = typeof input === 'object' && input !== null;
  return isMap
    ? ', the same for all series; one that differs needs a target of its own, whose series names the host'
    : '';
}

function complaintAboutCapacity(input: unknown): string {
  const sources = capacitySources.safeParse(input);
  const issue = sources.error?.issues.find(({ path: [name] }) => name === 'dataSource');
  if (issue) return `its dataSource: ${issue.message}`;
  const isSection = typeof input === 'object' && input !== null && 'series' in input;
  return `expected ${capacityRule}${isSection ? '' : ownTargets(input)}`;
}

/** Capacity of a resource: series to sum up, or a number. */
export const capacitySchema = z.union(
  [
    z
      .string()
      .includes('/')
      .pipe(pattern)
      .transform((text): CapacitySeries => ({ sumOf: text, dataSources: undefined })),
    quantity,
    capacitySources.transform(({ series, dataSource }): CapacitySeries => ({
      sumOf: series,
      dataSources: dataSource,
    })),
  ],
  { error: ({ input }) => complaintAboutCapacity(input) },
);

/** Limit: a share of the capacity, or a number. */
export const limitSchema = z.union(
  [
    z
      .string()
      .regex(/^\d+(\.\d+)? ?%$/)
      .transform((text) => Number.parseFloat(text) / 100)
      .refine((share) => share > 0 && share <= 1)
      .transform((share) => ({ shareOfCapacity: share })),
    quantity,
  ],
  {
    error: ({ input }) =>
      `expected a share of the capacity from 0 to 100 %, such as 90%, or a number above 0, such as 60GiB${ownTargets(input)}`,
  },
);

/** The limit when dma.yaml gives neither `limit` nor `lowerLimit`. */
export const defaultLimit = { shareOfCapacity: 0.9 };
