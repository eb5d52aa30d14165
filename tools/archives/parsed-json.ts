import type { z } from 'zod';
import { describeError } from '../../notifiers/error-text.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ArchiveInput } from './archive.ts';

/**
 * The JSON of a file that fits a schema.
 *
 * @param kind of file, for messages
 * @throws OutsideError
 */
export function parsedJson<Schema extends z.ZodType>(
  { path, bytes }: Pick<ArchiveInput, 'path' | 'bytes'>,
  schema: Schema,
  kind: string,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch (error) {
    const reason = describeError(error).slice(0, 100);
    throw new OutsideError(`${path}: is no whole ${kind}: ${reason}; fetch it again`, { cause: error });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new OutsideError(
    `${path}: is no ${kind}: ${issue!.path.join('.') || 'the whole'}: ${issue!.message}`,
    { cause: parsed.error },
  );
}
