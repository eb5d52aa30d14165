import { z } from 'zod';
import type { AlertEvent } from '../event/alert-event.ts';
import { fillTemplate, TemplateError } from './body-template.ts';
import { cloudEventContentType, formatCloudEvent } from './cloud-event.ts';
import { formatCollectdNotification } from './collectd-notification.ts';
import { eventKey, formatEventJson } from '../event/event-json.ts';
import { failure, type Failure } from '../http-client/http-outcome.ts';
import { delivered, type Delivery } from '../notifier.ts';
import { brokenOptions } from '../option-meta.ts';
import { readTextFile } from '../http-client/local-file.ts';

/** Options of the request body. */
export const bodyOptions = {
  format: z
    .enum(['json', 'cloudevents', 'write_http', 'template'])
    .default('json')
    .meta({
      description:
        'The body: json (all fields of the event), cloudevents (the same in CloudEvents 1.0), write_http (as the write_http plugin of collectd sends a notification) or template (your own JSON).',
      examples: ['cloudevents'],
      since: '0.1.0',
    }),
  template: z
    .string()
    .optional()
    .meta({
      description:
        'The JSON to send, with {{field}} in it, for format: template. docs/reference/event.md lists the fields.',
      examples: ['{"text": "{{text}}"}'],
      beside: { format: 'template' },
      defaultText: 'none',
      secret: true,
      since: '0.1.0',
    }),
  templateFile: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'The file with the template, for format: template; it is read at each attempt.',
      examples: ['/etc/collectd-dma/http-template.json'],
      beside: { format: 'template' },
      defaultText: 'none',
      since: '0.1.0',
    }),
};

/** The checked options. */
export type BodyOptions = z.output<z.ZodObject<typeof bodyOptions>>;

/** Checks that there is a usable template where one is needed; for a `superRefine` of options that contain these. */
export function checkBodyOptions(
  { format, template, templateFile }: BodyOptions,
  context: z.RefinementCtx,
): void {
  const issue = (path: keyof BodyOptions, message: string) =>
    // The template stays out of the message: it may hold a key.
    context.addIssue({ code: 'custom', path: [path], message, params: { isWhole: true } });
  const broken = brokenOptions(context);
  if (broken.has('format') || broken.has('template')) return;
  const given = [template, templateFile].filter((option) => option !== undefined).length;
  if (format === 'template' && given !== 1)
    issue('format', 'template needs either template (the text) or templateFile (where it is)');
  if (format !== 'template' && given > 0)
    issue(template === undefined ? 'templateFile' : 'template', 'is of no use without format: template');
  if (template === undefined) return;
  try {
    for (const event of sampleEvents) fillTemplate(template, templateFieldsOf(event));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    issue('template', error.message);
  }
}

/** A body and its content type. */
export interface HttpBody {
  readonly kind: 'body';
  readonly contentType: string;
  readonly text: string;
}

/**
 * Formats the body. Fails with `io` when the template cannot be read, and with `rejected`, not recoverable, when it is
 * unusable.
 */
export async function formatBody(event: AlertEvent, options: BodyOptions): Promise<HttpBody | Failure> {
  return options.format === 'template' ? templateBody(event, options) : wholeBodies[options.format](event);
}

/** Checks that every event has a body: a template file can be read and used. */
export async function checkBodyFiles(options: BodyOptions): Promise<Delivery> {
  for (const event of sampleEvents) {
    const body = await formatBody(event, options);
    if (body.kind === 'failed') return body.delivery;
  }
  return delivered;
}

const wholeBodies = {
  json: (event: AlertEvent) => jsonBody(JSON.stringify(formatEventJson(event))),
  cloudevents: (event: AlertEvent) =>
    jsonBody(JSON.stringify(formatCloudEvent(event)), cloudEventContentType),
  write_http: (event: AlertEvent) => jsonBody(JSON.stringify(formatCollectdNotification(event))),
};

function jsonBody(text: string, contentType = 'application/json'): HttpBody {
  return { kind: 'body', contentType, text };
}

async function templateBody(
  event: AlertEvent,
  { template, templateFile = '' }: BodyOptions,
): Promise<HttpBody | Failure> {
  const file =
    template === undefined ? await readTextFile(templateFile) : { kind: 'text' as const, text: template };
  if (file.kind === 'failed') return file;
  try {
    return jsonBody(fillTemplate(file.text, templateFieldsOf(event)));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return failure('rejected', false, `${templateFile || 'template'}: ${error.message}`);
  }
}

function templateFieldsOf(event: AlertEvent): Record<string, unknown> {
  return { ...formatEventJson(event), key: eventKey(event) };
}

const leastEvent: AlertEvent = {
  id: 'dma-0',
  severity: 'OKAY',
  kind: 'other',
  time: 0,
  since: 0,
  host: '"',
  resource: '"',
  source: '"',
  message: '"',
  details: {},
};

/** An event with all optional fields and one without: a template has to make valid JSON of both. */
const sampleEvents: readonly AlertEvent[] = [
  leastEvent,
  {
    ...leastEvent,
    value: 1,
    alertContext: {
      time: 0,
      value: 1,
      limit: 1,
      limitSide: 'upper',
      unit: 'bytes',
      capacity: 1,
      horizonSeconds: 60,
      forecast: { predicted: 1, lower: 1, upper: 1, level: 0.8 },
      riskPercent: 1,
      exhaustion: { seconds: 1, earliest: 1, latest: 1 },
      culprits: [{ pid: 1, name: '"', residentBytes: 1, grownBytes: 1, overSeconds: 1 }],
    },
  },
];
