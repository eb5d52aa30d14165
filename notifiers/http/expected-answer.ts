import { z } from 'zod';
import { describeRefusal, faultOfEncoding, type HttpAnswer } from '../http-client/http-outcome.ts';
import { evenWhenBroken } from '../option-meta.ts';
import { delivered, failed, type Delivery } from '../notifier.ts';

const fieldPath = z
  .string()
  .regex(/^[^.]+(\.[^.]+)*$/, 'must be the names of fields with dots between them')
  .max(1000);

/** The options for what an answer must say, besides its status. */
export const expectOptions = z
  .strictObject({
    body: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description:
          'The text of the body, without white space around it. `*` stands for any text; capital and small letters differ.',
        examples: ['*accepted*'],
        replacedBy: ['field', 'refused'],
        defaultText: 'any text',
        since: '0.2.0',
      }),
    field: fieldPath.optional().meta({
      description: 'A field of a JSON body. Dots lead into objects and lists: data.0.status.',
      examples: ['ok'],
      defaultText: 'the body need not be JSON',
      since: '0.2.0',
    }),
    value: z
      .union([z.string(), z.number(), z.boolean()])
      .default(true)
      .meta({ description: 'The value that `field` must have.', examples: ['success'], since: '0.2.0' }),
    refused: fieldPath.optional().meta({
      description:
        'A field of a JSON body with the number of what was refused for good. Above 0 the event is not sent again, and becomes a dead letter. The body need not have the field.',
      examples: ['partialSuccess.rejectedLogRecords'],
      defaultText: 'none',
      since: '0.2.0',
    }),
  })
  .superRefine(({ body, field, value, refused }, context) => {
    if (body === undefined && field === undefined && refused === undefined)
      context.addIssue({
        code: 'custom',
        path: ['field'],
        message: 'is missing: set field, body or refused',
      });
    else if (field === undefined && value !== true)
      context.addIssue({ code: 'custom', path: ['value'], message: 'is of no use without field' });
  }, evenWhenBroken);

/** The checked options. */
export type ExpectOptions = z.output<typeof expectOptions>;

/** An answer that is longer is compared up to here. */
const maxCharacters = 65_536;

/**
 * Checks what an answer with 2xx says. An answer that is not as expected is a recoverable failure: it does not tell
 * whether the event is at fault. One that says that it refused something blames the event.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1, which forbids to send it again
 */
export function checkExpected(answer: HttpAnswer, expected: ExpectOptions | undefined): Delivery {
  if (expected === undefined) return delivered;
  const { refused } = expected;
  // OTLP's JSON has numbers of 64 bits as text.
  const count = refused === undefined ? 0 : Number(fieldOf(answer.body, refused) ?? 0);
  if (count > 0)
    return failed(
      'rejected',
      false,
      describeRefusal(answer, `it refused the event (${refused} is ${count})`),
    );
  if (isExpected(answer.body, expected)) return delivered;
  const fault = faultOfEncoding(answer.headers) ?? 'is not what expect asks for';
  return failed('rejected', true, describeRefusal(answer, `its body ${fault}`));
}

function isExpected(text: string, { body, field, value }: ExpectOptions): boolean {
  if (body !== undefined && !matches(text.slice(0, maxCharacters).trim(), body)) return false;
  return field === undefined || fieldOf(text, field) === value;
}

/** Takes linear time, which a regular expression does not promise: the text is a stranger's. */
function matches(text: string, glob: string): boolean {
  const parts = glob.split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return text === glob;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

function fieldOf(text: string, path: string): unknown {
  let found: unknown;
  try {
    // A byte order mark counts as white space here.
    found = JSON.parse(text.trim());
  } catch {
    return undefined;
  }
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
