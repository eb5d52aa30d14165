import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { describeError } from '../../notifiers/error-text.ts';
import { problemsOf } from '../../plugins/config/option-problem.ts';
import { OutsideError } from '../process/command-error.ts';
import { readText } from '../series/csv-series.ts';
import type { SeriesInput } from '../series/series-input.ts';
import { consolidations } from './archive.ts';
import { readRecordedInput } from './recorded-input.ts';

/** The part of a manifest's trace that is about its file. */
export const manifestFileFields = {
  /** CSV or any archive, relative to the folder of the manifest, or absolute. */
  file: z.string(),
  /** The series in it, where it has several. */
  select: z.string().optional(),
  consolidation: z.enum(consolidations).default('max'),
  /** Seconds: the one resolution to take of several. */
  step: z.number().positive().optional(),
};
const manifestFile = z.object(manifestFileFields);

/**
 * Reads a manifest.
 *
 * @param kind of manifest, for messages
 * @throws OutsideError that names the first thing that is wrong, such as `traces.3.threshold: must be a number`
 */
export function readManifest<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  kind: string,
): z.output<Schema> {
  const refused = (reason: string, cause: unknown): OutsideError =>
    new OutsideError(`${file}: is not a manifest of ${kind}: ${reason}`, { cause });
  const text = readText(file);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw refused(describeError(error).slice(0, 200).replaceAll(/\s+/g, ' '), error);
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [first] = problemsOf(parsed.error, { schema, given, prefix: [] });
  const { path, rule } = first!;
  const isWhole = path.length === 0 || (path.length === 1 && rule.startsWith('is missing'));
  throw refused(
    isWhole
      ? 'expected {"traces": [{"name", "file", "threshold", "horizon"}]}'
      : `${path.join('.')}: ${rule}`,
    parsed.error,
  );
}

/**
 * Reads the series of a trace.
 *
 * @throws OutsideError when it cannot be read, or it is not clear which of several series is meant
 */
export function readManifestFile(
  manifest: string,
  { file, select, consolidation, step }: z.output<typeof manifestFile>,
): SeriesInput {
  return readRecordedInput(resolve(dirname(manifest), file), {
    select,
    consolidation,
    stepSeconds: step,
    from: undefined,
    to: undefined,
    warmUpSeconds: 0,
    columns: {},
  });
}
