import type { AlertEvent } from '../event/alert-event.ts';
import type { Failure } from '../http-client/http-outcome.ts';
import { readHeaderSecretFile, readSecretFile, readTextFile } from '../http-client/local-file.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { delivered, held, type Delivery } from '../notifier.ts';
import { fixedFormats, isTemplateFormat, templateFormats } from './body-format.ts';
import { fillHeaders } from './header-templates.ts';
import {
  isMethod,
  requestOptionsOf,
  valueNameOf,
  type Method,
  type OptionsBySeverity,
  type RequestOptions,
} from './request-options.ts';
import { TemplateError } from './template.ts';
import { knownFields, templateFieldsOf, type DefinedNames, type TemplateFields } from './template-fields.ts';
import { parseUrlTemplate } from './url-template.ts';

/** The request of one event, without its credentials. */
export interface EventRequest {
  readonly kind: 'request';
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for a request without a body. */
  readonly body: string | undefined;
}

/** The checked options that a request is made from. */
export type EventRequestOptions = OptionsBySeverity & DefinedNames;

/**
 * Makes the request of an event: fills in the placeholders of URL, method, headers and body.
 *
 * Fails with `io`: a file cannot be read, or a person has to mend its content. No event can cause that.
 */
export async function formatRequest(
  event: AlertEvent,
  options: EventRequestOptions,
  knownSecrets: KnownSecrets,
): Promise<EventRequest | Failure> {
  const own = requestOptionsOf(options, event.severity);
  const secrets = await readSecrets(options.secretFiles, knownSecrets);
  if (secrets.kind === 'failed') return secrets;
  const url = own.urlFile === undefined ? textOf(own.url) : await readSecretFile(own.urlFile, knownSecrets);
  if (url.kind === 'failed') return url;
  const template =
    own.templateFile === undefined ? textOf(own.template) : await readTextFile(own.templateFile);
  if (template.kind === 'failed') return template;
  const known = knownFields(options);
  const fields = templateFieldsOf(event, options.values, secrets.secrets);
  try {
    const filledUrl = inFile(own.urlFile, 'url', () => parseUrlTemplate(url.text, known)(fields));
    const headers = inFile(undefined, 'headers', () => fillHeaders(own.headers, known, fields));
    const body = inFile(own.templateFile, 'template', () => bodyOf(event, own, template.text, known, fields));
    return {
      kind: 'request',
      method: methodOf(own.method, fields),
      url: filledUrl,
      headers: withContentType(headers, body.contentType),
      body: body.text,
    };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { kind: 'failed', delivery: held('io', error.message, 'correct it') };
  }
}

/** Checks that there is a request for an event of each severity: its files can be read and used. */
export async function checkRequestFiles(
  options: EventRequestOptions,
  knownSecrets: KnownSecrets,
): Promise<Delivery> {
  for (const severity of ['WARNING', 'OKAY'] as const) {
    const request = await formatRequest({ ...leastEvent, severity }, options, knownSecrets);
    if (request.kind === 'failed') return request.delivery;
  }
  return delivered;
}

function textOf(text = ''): { readonly kind: 'text'; readonly text: string } {
  return { kind: 'text', text };
}

/** Names the file, or the option, that an error is about. */
function inFile<Result>(file: string | undefined, option: string, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(`${file ?? option}: ${error.message}`);
  }
}

async function readSecrets(
  files: DefinedNames['secretFiles'],
  knownSecrets: KnownSecrets,
): Promise<{ readonly kind: 'secrets'; readonly secrets: Record<string, string> } | Failure> {
  const secrets: Record<string, string> = {};
  for (const [name, path] of Object.entries(files)) {
    const file = await readHeaderSecretFile(path, knownSecrets);
    if (file.kind === 'failed') return file;
    secrets[name] = file.text;
  }
  return { kind: 'secrets', secrets };
}

function bodyOf(
  event: AlertEvent,
  { format }: RequestOptions,
  template: string,
  known: readonly string[],
  fields: TemplateFields,
): { readonly contentType: string | undefined; readonly text: string | undefined } {
  if (!isTemplateFormat(format)) {
    const { contentType, format: formatBody } = fixedFormats[format];
    return { contentType, text: formatBody(event) };
  }
  const { contentType, parse } = templateFormats[format];
  return { contentType, text: parse(template, known)(fields) };
}

function methodOf(method: string, fields: TemplateFields): Method {
  const name = valueNameOf(method);
  const resolved = name === undefined ? method : (fields['values'] as Record<string, unknown>)[name];
  if (!isMethod(resolved)) throw new Error('a method that the options were not checked for');
  return resolved;
}

/** The headers may name another type. */
function withContentType(
  headers: Readonly<Record<string, string>>,
  contentType: string | undefined,
): Readonly<Record<string, string>> {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return isGiven || contentType === undefined ? headers : { ...headers, 'content-type': contentType };
}

const leastEvent: AlertEvent = {
  id: 'dma-0',
  severity: 'OKAY',
  kind: 'other',
  time: 0,
  since: 0,
  host: 'host',
  resource: 'resource',
  source: 'host/plugin/type',
  message: 'message',
  details: {},
};
