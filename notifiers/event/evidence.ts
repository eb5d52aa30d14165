import { z } from 'zod';

/** The reason for the risk: the climb of the series, its earlier climbs, and the detector. */
export const evidenceSchema = z
  .object({
    /** Mean change in units of the series per second; below 0 where it falls to a lower limit. */
    ratePerSecond: z.number(),
    /** The time for which the series has been climbing. */
    overSeconds: z.number(),
    /** Earlier climbs at a similar pace that came this far, and how many of them reached the limit. */
    earlierClimbs: z.number(),
    reachedLimit: z.number(),
    /** The detector calls it abnormal; absent without one. */
    abnormal: z.boolean().exactOptional(),
  })
  .readonly();

/** The reason for an anomaly: the tests that agreed on the sample that raised it, while it is evidence. */
export const anomalySchema = z
  .object({
    /** How sure the committee is, 0 to 100. */
    percent: z.number(),
    /** The number of tests that there are. */
    of: z.number(),
    /** Names of the tests that call it odd. */
    tests: z.array(z.string()).readonly(),
  })
  .readonly();

/** The reason for a risk. */
export type Evidence = z.output<typeof evidenceSchema>;

/** The reason for an anomaly. */
export type Anomaly = z.output<typeof anomalySchema>;
