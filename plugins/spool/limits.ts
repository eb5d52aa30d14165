import { z } from 'zod';

/** How much the spool keeps, and for how long. */
export const spoolLimitsSchema = z.strictObject({
  /** Events that may wait for one notifier; beyond it the oldest are put aside. */
  events: z.number().int().min(10).max(10_000_000).default(100_000),
  /** An event that could not be delivered for so long is put aside. */
  days: z.number().min(0.01).max(365).default(1),
  /** What is put aside, for each notifier; beyond it the oldest are removed. */
  failed: z.number().int().min(10).max(10_000_000).default(10_000),
});

export type SpoolLimits = z.output<typeof spoolLimitsSchema>;

export const defaultSpoolLimits: SpoolLimits = spoolLimitsSchema.parse({});
