import { z } from 'zod';

/** How much the spool keeps, and for how long. */
export const spoolLimitsSchema = z.strictObject({
  events: z
    .number()
    .int()
    .min(10)
    .max(10_000_000)
    .default(100_000)
    .meta({
      description:
        'The maximum number of events that wait for one notifier. Beyond it the oldest become failed events.',
      examples: [1000],
      since: '0.1.0',
    }),
  days: z
    .number()
    .min(0.01)
    .max(365)
    .default(1)
    .meta({
      description:
        'The time for which delivery of an event is tried, in days. After that it is a failed event. The OKAY of an episode that was told is tried on.',
      examples: [7],
      since: '0.1.0',
    }),
  failed: z
    .number()
    .int()
    .min(10)
    .max(10_000_000)
    .default(10_000)
    .meta({
      description:
        'The maximum number of failed events kept for each notifier. Beyond it the oldest are removed.',
      examples: [1000],
      since: '0.1.0',
    }),
});

export type SpoolLimits = z.output<typeof spoolLimitsSchema>;

export const defaultSpoolLimits: SpoolLimits = spoolLimitsSchema.parse({});
