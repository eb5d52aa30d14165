import { z } from 'zod';
import { latestTime } from './iso-time.ts';

/** How bad, in collectd's own words. OKAY ends an episode. */
const severity = z.enum(['OKAY', 'WARNING', 'FAILURE']);
/** Epoch seconds with fractions, as in collectd. */
const time = z.number().min(0).max(latestTime);

/** The longest horizon that dma.yaml takes. */
export const longestHorizonSeconds = 86_400;

const culpritSchema = z
  .object({
    pid: z.number(),
    /** The program's name, as the kernel has it: at most 15 characters. */
    name: z.string(),
    /** Resident memory now, in bytes. */
    residentBytes: z.number(),
    /** Bytes of it that were added within `overSeconds`. */
    grownBytes: z.number(),
    overSeconds: z.number(),
    /** Its control group: the systemd unit or the container it runs in, at most 80 characters; absent where there is none. */
    cgroup: z.string().exactOptional(),
  })
  .readonly();

const forecastSchema = z
  .object({
    predicted: z.number(),
    lower: z.number(),
    upper: z.number(),
    /** Nominal coverage of the interval, 0 to 1. */
    level: z.number(),
  })
  .readonly();

const exhaustionSchema = z
  .object({
    /** Seconds from the context's time until the limit is reached. */
    seconds: z.number().exactOptional(),
    earliest: z.number(),
    latest: z.number().exactOptional(),
  })
  .readonly();

/** The alert context as `dma predict` leaves it in the spool, and as queued events hold it. */
export const alertContextSchema = z
  .object({
    time,
    /** In the series' own unit, as all values here: bytes for memory and disks. */
    value: z.number(),
    limit: z.number(),
    /** `lower`: the resource is exhausted when it falls to the limit. */
    limitSide: z.enum(['upper', 'lower']),
    unit: z.enum(['bytes', 'plain']),
    /** The whole of the resource; absent where it is not known. */
    capacity: z.number().exactOptional(),
    horizonSeconds: z.number().positive().max(longestHorizonSeconds),
    /** Expected one horizon later; absent when the forecaster abstained. */
    forecast: forecastSchema.exactOptional(),
    /** 0 to 100; absent when it abstained. */
    riskPercent: z.number().exactOptional(),
    /** Absent when no crossing is in sight. */
    exhaustion: exhaustionSchema.exactOptional(),
    /** Those that grew most first, at most five; empty where nothing is known of the processes. */
    culprits: z.array(culpritSchema).readonly(),
  })
  .readonly();

/** An alert event as queues and the spool's state hold it. People may write there too, and so may another version. */
export const alertEventSchema = z
  .object({
    /** The episode's id: the same for its WARNING, its FAILURE and its OKAY. ASCII, at most 64 characters. */
    id: z.string().min(1),
    severity,
    /** A resource that runs out; dma's own health (`self`); or any other threshold of collectd's. */
    kind: z.enum(['exhaustion', 'self', 'other']),
    /** When collectd raised this notification. */
    time,
    /** When the episode began; equal to `time` for its first event. */
    since: time,
    host: z.string(),
    /** What runs out, such as `memory` or `disk-root`: the target's name and what its series' wildcards matched. */
    resource: z.string(),
    /** The identifier that collectd's threshold looked at, such as `web1/dma-memory/percent-risk`. */
    source: z.string(),
    /** collectd's message, one line. */
    message: z.string(),
    /** The value that collectd's threshold looked at (for `percent-risk`: 0 to 100); absent when unknown. */
    value: z.number().exactOptional(),
    /** Absent where `dma predict` said nothing: for other thresholds, and for hosts that it does not predict here. */
    alertContext: alertContextSchema.exactOptional(),
    /** The notification's further header lines, such as `WarningMax`, as collectd printed them. */
    details: z.record(z.string(), z.string()).readonly(),
  })
  .readonly();

export type Severity = z.output<typeof severity>;

/** A process whose resident memory grew while the risk rose. */
export type Culprit = z.output<typeof culpritSchema>;

/** What `dma predict` knew of the resource at about the time of an event. */
export type AlertContext = z.output<typeof alertContextSchema>;

/** One change of one episode, as notifiers are given it. The schema is its only definition: what it lacks is not kept. */
export type AlertEvent = z.output<typeof alertEventSchema>;
