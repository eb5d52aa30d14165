import type { AlertEvent, Severity } from '../event/alert-event.ts';
import { eventKey, formatEventJson } from '../event/event-json.ts';

/** The fields of an event that a template may name, besides `details.<any name>`. */
export const eventFields: readonly string[] = [
  'version',
  'id',
  'key',
  'severity',
  'kind',
  'time',
  'timeSeconds',
  'timeLocal',
  'since',
  'sinceSeconds',
  'sinceLocal',
  'host',
  'resource',
  'source',
  'message',
  'text',
  'value',
  'details',
  'situation',
  'situation.time',
  'situation.timeSeconds',
  'situation.value',
  'situation.limit',
  'situation.limitSide',
  'situation.unit',
  'situation.capacity',
  'situation.horizonSeconds',
  'situation.forecast',
  'situation.forecast.predicted',
  'situation.forecast.lower',
  'situation.forecast.upper',
  'situation.forecast.level',
  'situation.riskPercent',
  'situation.anomaly',
  'situation.anomaly.percent',
  'situation.anomaly.of',
  'situation.anomaly.tests',
  'situation.anomaly.text',
  'situation.rate',
  'situation.rate.perSecond',
  'situation.rate.overSeconds',
  'situation.rate.text',
  'situation.evidence',
  'situation.evidence.earlierClimbs',
  'situation.evidence.reachedLimit',
  'situation.evidence.abnormal',
  'situation.evidence.text',
  'situation.reached',
  'situation.reachedSeconds',
  'situation.reachedLocal',
  'situation.exhaustion',
  'situation.exhaustion.seconds',
  'situation.exhaustion.earliest',
  'situation.exhaustion.latest',
  'situation.culprits',
  'situation.ended',
  'situation.related',
  'situation.related.looked',
  'situation.related.moved',
  'situation.related.of',
  'situation.related.problem',
  'situation.related.series',
  'situation.related.text',
  'situation.related.time',
  'situation.related.timeSeconds',
  'links',
  'links.runbook',
  'links.graph',
  'record',
  'record.days',
  'record.alerts',
  'record.right',
  'record.mended',
  'record.false',
  'record.medianLeadSeconds',
  'record.text',
];

/** Fields that hold a time, and the field with the same time in epoch seconds. */
export const timeFields: ReadonlyMap<string, string> = new Map([
  ['time', 'timeSeconds'],
  ['since', 'sinceSeconds'],
  ['situation.time', 'situation.timeSeconds'],
  ['situation.reached', 'situation.reachedSeconds'],
]);

/** The value of a named value, which depends on the severity of the event. */
export type SeverityValues = Readonly<Record<Severity, string | number | boolean>>;

/** Names that the options define. */
export interface DefinedNames {
  readonly values: Readonly<Record<string, SeverityValues>>;
  /** Secret files by name. */
  readonly secretFiles: Readonly<Record<string, string>>;
}

/** All names that a placeholder may have, except `details.<any name>`. */
export function knownFields({ values, secretFiles }: DefinedNames): string[] {
  return [
    ...eventFields,
    ...Object.keys(values).map((name) => `values.${name}`),
    ...Object.keys(secretFiles).map((name) => `secrets.${name}`),
  ];
}

/** The fields of one event by name, with the named values of its severity and the content of the secret files. */
export type TemplateFields = Readonly<Record<string, unknown>>;

/** Collects the fields that the placeholders of a template stand for. */
export function templateFieldsOf(
  event: AlertEvent,
  values: DefinedNames['values'],
  secrets: Readonly<Record<string, string>>,
): TemplateFields {
  return {
    ...formatEventJson(event),
    key: eventKey(event),
    values: Object.fromEntries(
      Object.entries(values).map(([name, bySeverity]) => [name, bySeverity[event.severity]]),
    ),
    secrets,
  };
}

/** Finds a field by its name with dots; undefined when the event lacks it. */
export function lookUp(fields: TemplateFields, name: string): unknown {
  let value: unknown = fields;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
