import type { z } from 'zod';
import { brokenOptions } from '../option-meta.ts';
import { isTemplateFormat, templateFormats } from './body-format.ts';
import type { EventRequestOptions } from './event-request.ts';
import { isMethod, requestOptionsOf, valueNameOf, type RequestOptions } from './request-options.ts';
import { parseTemplate, TemplateError } from './template.ts';
import { knownFields, type DefinedNames } from './template-fields.ts';
import { parseUrlTemplate } from './url-template.ts';

type Issue = (path: readonly string[], message: string, isWhole?: boolean) => void;

/**
 * Checks the options of a request together: one URL, one template where one is needed, and placeholders that are known;
 * for a `superRefine` of options that contain these. Texts stay out of the messages: they may hold a secret.
 */
export function checkRequestOptions(options: EventRequestOptions, context: z.RefinementCtx): void {
  const broken = brokenOptions(context);
  const issue: Issue = (path, message, isWhole = true) =>
    context.addIssue({ code: 'custom', path: [...path], message, params: { isWhole } });
  checkUrl(options, issue, broken);
  checkTemplateIsThere(options, [], issue, broken);
  // Names are not known before these two are right.
  if (broken.has('values') || broken.has('secretFiles')) return;
  checkTexts(options, { names: options, path: [], broken, issue });
  const { okay } = options;
  if (okay === undefined || broken.has('okay')) return;
  if (okay.url !== undefined && okay.urlFile !== undefined)
    issue(['okay', 'urlFile'], 'is of no use beside url');
  const whole = requestOptionsOf(options, 'OKAY');
  checkTemplateIsThere(whole, ['okay'], issue, broken);
  const own = { ...okay, format: whole.format, method: okay.method ?? 'POST' };
  checkTexts(own, { names: options, path: ['okay'], broken: new Set(), issue });
}

type Broken = ReadonlySet<PropertyKey | undefined>;

function checkUrl({ url, urlFile }: RequestOptions, issue: Issue, broken: Broken): void {
  if (broken.has('url') || broken.has('urlFile')) return;
  if (url === undefined && urlFile === undefined)
    issue(['url'], 'is missing (the URL to send events to, or urlFile, the file that it is in)', false);
  if (url !== undefined && urlFile !== undefined) issue(['urlFile'], 'is of no use beside url');
}

function checkTemplateIsThere(
  { format, template, templateFile }: RequestOptions,
  path: readonly string[],
  issue: Issue,
  broken: Broken,
): void {
  if (broken.has('format') || broken.has('template')) return;
  const given = [template, templateFile].filter((option) => option !== undefined).length;
  if (isTemplateFormat(format) && given !== 1)
    issue([...path, 'format'], `${format} needs either template (the text) or templateFile (where it is)`);
  if (!isTemplateFormat(format) && given > 0)
    issue(
      [...path, template === undefined ? 'templateFile' : 'template'],
      'is of no use without a format that has a template, such as format: template',
    );
}

interface CheckedTexts {
  readonly names: DefinedNames;
  readonly path: readonly string[];
  readonly broken: Broken;
  readonly issue: Issue;
}

/** Parses every text that may hold placeholders. */
function checkTexts(
  { url, method, format, template, headers }: RequestOptions,
  { names, path, broken, issue }: CheckedTexts,
): void {
  const known = knownFields(names);
  const check = (option: readonly string[], parse: () => unknown): void => {
    if (broken.has(option[0])) return;
    try {
      parse();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      issue([...path, ...option], error.message);
    }
  };
  if (url !== undefined) check(['url'], () => parseUrlTemplate(url, known));
  if (!broken.has('headers'))
    for (const [name, value] of Object.entries(headers))
      check(['headers', name], () => parseTemplate(value, known));
  if (template !== undefined && isTemplateFormat(format))
    check(['template'], () => templateFormats[format].parse(template, known));
  if (!broken.has('method')) checkMethod(method, names, (message) => issue([...path, 'method'], message));
}

function checkMethod(method: string, { values }: DefinedNames, complain: (message: string) => void): void {
  const name = valueNameOf(method);
  if (name === undefined) return;
  const bySeverity = Object.hasOwn(values, name) ? values[name] : undefined;
  if (bySeverity === undefined) complain(`there is no ${name} under values`);
  else if (!Object.values(bySeverity).every(isMethod))
    complain(`values.${name} must hold methods: POST, PUT, PATCH or DELETE`);
}
