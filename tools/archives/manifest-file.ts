import { dirname, resolve } from 'node:path';
import { z } from 'zod';
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
