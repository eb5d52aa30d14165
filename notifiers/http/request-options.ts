import { z } from 'zod';
import { urlTemplate } from '../http-client/http-options.ts';
import type { Severity } from '../event/alert-event.ts';
import { fixedFormats, isTemplateFormat, templateFormats, type BodyFormat } from './body-format.ts';
import { headersTemplate } from './header-templates.ts';

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A method that a request may have. */
export type Method = (typeof methods)[number];

/** True for the name of a method that a request may have. */
export function isMethod(name: unknown): name is Method {
  return methods.some((method) => method === name);
}

/** A method that depends on the severity. */
const namedMethod = /^\{\{\s*values\.(\w+)\s*\}\}$/;

/** The named value that a method is taken from; undefined for a plain method. */
export function valueNameOf(method: string): string | undefined {
  return namedMethod.exec(method)?.[1];
}

const formats = [...Object.keys(fixedFormats), ...Object.keys(templateFormats)] as [
  BodyFormat,
  ...BodyFormat[],
];

const methodRule = `must be one of ${methods.join(', ')}, or a named value such as {{values.method}}`;

const url = urlTemplate.optional();
const file = z.string().min(1).optional();
const method = z.union([z.enum(methods), z.string().regex(namedMethod, methodRule)], { error: methodRule });
const format = z.enum(formats);
const template = z.string().optional();

/** Options of the request of an event. */
export const requestOptions = {
  url: url.meta({
    description:
      'The URL to send events to. Behind the host it may hold placeholders, as a template may; their values are escaped.',
    examples: ['https://alerts.example.org/collectd', 'https://alerts.example.org/{{host}}?id={{id}}'],
    defaultText: 'required, unless there is a urlFile',
    replacedBy: ['urlFile'],
    secret: true,
    since: '0.1.0',
  }),
  urlFile: file.meta({
    description:
      'The file with the URL, where the URL itself is a secret: one line, readable by the user of dma alone (chmod 600). It is read at each attempt.',
    examples: ['/etc/collectd-dma/http-url'],
    defaultText: 'none',
    since: '0.2.0',
  }),
  method: method.default('POST').meta({
    description:
      'The method of the requests: POST, PUT, PATCH, DELETE or text that names a value, such as {{values.method}}.',
    examples: ['PUT', '{{values.method}}'],
    since: '0.1.0',
  }),
  format: format.default('json').meta({
    description:
      'The body: json (all fields of the event), cloudevents (the same in CloudEvents 1.0), write_http (as the write_http plugin of collectd sends a notification), none, or a template of your own, which is template (JSON), ndjson (JSON, one value a line), form (name=value, one a line), text, or lines (text in which no value begins a new line).',
    examples: ['cloudevents'],
    since: '0.1.0',
  }),
  template: template.meta({
    description:
      'The body with placeholders such as {{host}} in it, for a format that is a template. docs/reference/http-template.md has all placeholders.',
    examples: ['{"text": "{{text}}"}'],
    beside: { format: 'template' },
    defaultText: 'none',
    secret: true,
    since: '0.1.0',
  }),
  templateFile: file.meta({
    description: 'The file with the template; it is read at each attempt.',
    examples: ['/etc/collectd-dma/http-template.json'],
    beside: { format: 'template' },
    defaultText: 'none',
    since: '0.1.0',
  }),
  headers: headersTemplate.meta({
    description:
      'Headers to send with every request. Values may hold placeholders, as a template may. They are no place for secrets: {{secrets.NAME}} takes one from secretFiles.',
    examples: [{ 'X-Team': 'operations' }],
    secret: true,
    since: '0.1.0',
  }),
};

const asAbove = { defaultText: 'as above', since: '0.2.0' };

/** The options that a request of its own for OKAY replaces. */
export const okayOptions = z.strictObject({
  url: url.meta({
    ...asAbove,
    description: 'The URL.',
    examples: ['https://alerts.example.org/{{id}}/close'],
    secret: true,
  }),
  urlFile: file.meta({
    ...asAbove,
    description: 'The file with the URL.',
    examples: ['/etc/collectd-dma/http-url'],
  }),
  method: method.optional().meta({
    ...asAbove,
    description: 'The method: POST, PUT, PATCH, DELETE or text that names a value.',
    examples: ['DELETE'],
  }),
  format: format.optional().meta({
    ...asAbove,
    description: 'The body: json, cloudevents, write_http, none, template, ndjson, form, text, lines.',
    examples: ['none'],
  }),
  template: template.meta({
    ...asAbove,
    description: 'The template.',
    examples: ['{"text": "{{text}}"}'],
    secret: true,
  }),
  templateFile: file.meta({
    ...asAbove,
    description: 'The file with the template.',
    examples: ['/etc/collectd-dma/http-okay.json'],
  }),
  headers: headersTemplate.meta({
    description: 'Headers to add.',
    examples: [{ 'X-Team': 'operations' }],
    secret: true,
    since: '0.2.0',
  }),
});

/** The request of an event of one severity. */
export interface RequestOptions {
  readonly url?: string | undefined;
  readonly urlFile?: string | undefined;
  readonly method: string;
  readonly format: BodyFormat;
  readonly template?: string | undefined;
  readonly templateFile?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The options of the request, and those that an OKAY replaces. */
export interface OptionsBySeverity extends RequestOptions {
  readonly okay?: z.output<typeof okayOptions> | undefined;
}

/** The options for the event's severity: an OKAY may replace some, and its headers are merged over the others. */
export function requestOptionsOf(options: OptionsBySeverity, severity: Severity): RequestOptions {
  const { okay } = options;
  if (severity !== 'OKAY' || okay === undefined) return options;
  const bodyFormat = okay.format ?? options.format;
  const hasUrl = okay.url !== undefined || okay.urlFile !== undefined;
  const hasTemplate = okay.template !== undefined || okay.templateFile !== undefined;
  const { url: givenUrl, urlFile: givenUrlFile } = hasUrl ? okay : options;
  const keepsTemplate = !hasTemplate && isTemplateFormat(bodyFormat);
  const body: Pick<RequestOptions, 'template' | 'templateFile'> = keepsTemplate ? options : okay;
  const replaced = new Set(Object.keys(okay.headers).map((name) => name.toLowerCase()));
  const kept = Object.entries(options.headers).filter(([name]) => !replaced.has(name.toLowerCase()));
  return {
    url: givenUrl,
    urlFile: givenUrlFile,
    method: okay.method ?? options.method,
    format: bodyFormat,
    template: body.template,
    templateFile: body.templateFile,
    headers: { ...Object.fromEntries(kept), ...okay.headers },
  };
}
