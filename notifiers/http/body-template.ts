/** A template that cannot be used; the message is one line without content of an event. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/** The fields of the JSON body that a template may name, besides `details.<any name>`. */
export const templateFields: readonly string[] = [
  'version',
  'id',
  'key',
  'severity',
  'kind',
  'time',
  'timeSeconds',
  'since',
  'sinceSeconds',
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
  'situation.exhaustion',
  'situation.exhaustion.seconds',
  'situation.exhaustion.earliest',
  'situation.exhaustion.latest',
  'situation.culprits',
];

/** Anything between two braces, so that a mistyped placeholder is refused and not sent. */
const placeholder = /\{\{(.*?)\}\}/gs;
const form = /^\s*(json\s+)?([A-Za-z][\w.]*)\s*$/;

/**
 * Fills in a JSON template, without conditions, loops or functions.
 *
 *     {"text": "{{host}}: {{message}}", "value": {{json value}}}
 *
 * `{{field}}` is the field as text, escaped for the inside of a JSON string; a field of another type as JSON; an
 * unknown field as nothing. `{{json field}}` is the field as a JSON value; an unknown field is `null`.
 *
 * @param fields the event, see `templateFields`
 * @returns the body, which is valid JSON
 * @throws TemplateError for an unknown placeholder, or when the result is not valid JSON
 */
export function fillTemplate(template: string, fields: Readonly<Record<string, unknown>>): string {
  const body = template.replace(placeholder, (whole, inner: string) => {
    const [, json, name] = form.exec(inner) ?? [];
    if (name === undefined || !isField(name))
      throw new TemplateError(
        `there is no field ${quote(whole)}: a placeholder is {{field}} or {{json field}}, with a field of the JSON format`,
      );
    const value = lookUp(fields, name);
    if (json !== undefined) return JSON.stringify(value ?? null);
    return value === undefined ? '' : escapeText(value);
  });
  try {
    JSON.parse(body);
  } catch {
    throw new TemplateError(
      'does not make valid JSON; text in quotes is "{{field}}", anything else {{json field}}',
    );
  }
  return body;
}

function isField(name: string): boolean {
  return templateFields.includes(name) || /^details\.\w+$/.test(name);
}

function lookUp(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  let value: unknown = fields;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function escapeText(value: unknown): string {
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
