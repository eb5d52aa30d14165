import { z } from 'zod';
import { anomalySchema, evidenceSchema } from './evidence.ts';
import { latestTime } from './iso-time.ts';

/** The severity, in collectd's words. OKAY ends an episode. */
const severity = z.enum(['OKAY', 'WARNING', 'FAILURE']);
/** Epoch seconds with fractions, as in collectd. */
const time = z.number().min(0).max(latestTime);

/** The upper bound of the horizon in dma.yaml. */
export const maxHorizonSeconds = 86_400;

const culpritSchema = z
  .object({
    pid: z.number(),
    /** The name of the program as the kernel has it, at most 15 characters. */
    name: z.string(),
    /** Resident memory in bytes. */
    residentBytes: z.number(),
    /** Growth of the resident memory within `overSeconds`, in bytes. */
    grownBytes: z.number(),
    overSeconds: z.number(),
    /** The control group: the systemd unit or container, at most 80 characters; absent when unknown. */
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
    /** Seconds from `time` of the context until the limit is reached. */
    seconds: z.number().exactOptional(),
    earliest: z.number(),
    latest: z.number().exactOptional(),
  })
  .readonly();

/** A series that moved with the resource. */
const movedSeriesSchema = z
  .object({
    /** As collectd names it. */
    identifier: z.string(),
    /** The name of the data source; absent where the series has one only. */
    dataSource: z.string().exactOptional(),
    direction: z.enum(['rose', 'fell']),
    /** Seconds from the change of the resource to that of the series: below 0 when the series moved before. */
    lagSeconds: z.number(),
    /** Of the changes, -1 to 1. */
    correlation: z.number(),
  })
  .readonly();

/** The series of the same host that moved with the resource, by more than chance tells. */
const relatedSchema = z
  .object({
    /** The time of the newest sample that was compared. */
    time,
    /** The most alike first, at most five; empty when nothing moved with it. */
    series: z.array(movedSeriesSchema).readonly(),
    /** The number of series that moved with it. */
    moved: z.number(),
    /** The number of series that were compared, and that the host has. */
    looked: z.number(),
    of: z.number(),
    /** The reason why nothing was compared, such as `Redis cannot be read`; absent where it was. */
    problem: z.string().exactOptional(),
  })
  .readonly();

/** The alert context, as `dma predict` writes it and queued events hold it. */
export const alertContextSchema = z
  .object({
    time,
    /**
     * The newest value. All values here are in the unit of the series: bytes for memory and disks, or percents of a
     * capacity that moves.
     */
    value: z.number(),
    /** Absent for a target without a limit. */
    limit: z.number().exactOptional(),
    /** `lower` when the resource is exhausted below the limit. */
    limitSide: z.enum(['upper', 'lower']),
    unit: z.enum(['bytes', 'plain', 'percent']),
    /** The size of the resource; absent when unknown. */
    capacity: z.number().exactOptional(),
    horizonSeconds: z.number().positive().max(maxHorizonSeconds),
    /** The forecast one horizon later; absent when the forecaster abstained. */
    forecast: forecastSchema.exactOptional(),
    /** 0 to 100; absent when the forecaster abstained. */
    riskPercent: z.number().exactOptional(),
    /** The judgement of the tests of a target without a limit; absent for others. */
    anomaly: anomalySchema.exactOptional(),
    /** Absent while nothing climbs. */
    evidence: evidenceSchema.exactOptional(),
    /** The time when the limit was reached; absent while it is not, or when that is not known. */
    reachedTime: time.exactOptional(),
    /** Absent when no crossing is in sight. */
    exhaustion: exhaustionSchema.exactOptional(),
    /** The processes that grew most, fastest first, at most five; empty when nothing is known. */
    culprits: z.array(culpritSchema).readonly(),
    /** The processes that had grown most and have ended, once the alert is over; absent when none has. */
    ended: z.array(culpritSchema).readonly().exactOptional(),
    /** The series that moved with it; absent until they have been looked for. */
    related: relatedSchema.exactOptional(),
  })
  .readonly();

/** The past of a series: its earlier alerts and what came of them. */
const seriesRecordSchema = z
  .object({
    /** The time that is counted, before the episode began. */
    days: z.number(),
    alerts: z.number(),
    /** Alerts after which the limit was reached, or that a person called real. */
    right: z.number(),
    /** Alerts after which somebody acted, as a person has said. */
    mended: z.number(),
    /** Alerts that a person called false. */
    false: z.number(),
    /** Alerts that were over because the process that grew ended; absent when there was none. */
    ended: z.number().exactOptional(),
    /** Seconds from an alert to the limit; absent when it was never reached. */
    medianLeadSeconds: z.number().exactOptional(),
  })
  .readonly();

/** Pages about the resource, as the configuration names them. */
const linksSchema = z
  .object({ runbook: z.string().exactOptional(), graph: z.string().exactOptional() })
  .readonly();

/** An alert event, as queues and the spool's state hold it. People and other versions may write there too. */
export const alertEventSchema = z
  .object({
    /** The id of the episode: the same for its WARNING, FAILURE and OKAY. ASCII, at most 64 characters. */
    id: z.string().min(1),
    severity,
    /**
     * `exhaustion` of a resource, `anomaly` of a series without a limit, the health of dma (`self`), or another
     * threshold of collectd (`other`). Nothing acts on an anomaly: people are told.
     */
    kind: z.enum(['exhaustion', 'anomaly', 'self', 'other']),
    /** The time of collectd's notification. */
    time,
    /** The beginning of the episode; equal to `time` for its first event. */
    since: time,
    host: z.string(),
    /**
     * The resource, such as `memory` or `disk-root`: the name of the target and the parts that its wildcards matched.
     */
    resource: z.string(),
    /** The identifier of the value that collectd's threshold looked at, such as `web1/dma-memory/percent-risk`. */
    source: z.string(),
    /** The message of collectd, one line. */
    message: z.string(),
    /** The value that collectd's threshold looked at (`percent-risk`: 0 to 100); absent when unknown. */
    value: z.number().exactOptional(),
    /** The alert context; absent for other thresholds and for hosts that this `dma predict` does not predict. */
    alertContext: alertContextSchema.exactOptional(),
    /** The earlier alerts of the series; absent when there were none, and for other kinds than `exhaustion`. */
    record: seriesRecordSchema.exactOptional(),
    /** Absent where the target has none. */
    links: linksSchema.exactOptional(),
    /** The other headers of the notification, such as `WarningMax`, as collectd printed them. */
    details: z.record(z.string(), z.string()).readonly(),
  })
  .readonly();

export type Severity = z.output<typeof severity>;

/** A process whose resident memory grew while the risk rose. */
export type Culprit = z.output<typeof culpritSchema>;

/** The knowledge of `dma predict` about a resource at about the time of an event. */
export type AlertContext = z.output<typeof alertContextSchema>;

/** A series that moved with the resource. */
export type MovedSeries = z.output<typeof movedSeriesSchema>;

/** The series that moved with the resource. */
export type Related = z.output<typeof relatedSchema>;

/** Pages about the resource of an event. */
export type EventLinks = z.output<typeof linksSchema>;

/** The earlier alerts of a series. */
export type SeriesRecord = z.output<typeof seriesRecordSchema>;

/** One change of one episode. The schema is its only definition: fields that it lacks are dropped. */
export type AlertEvent = z.output<typeof alertEventSchema>;
