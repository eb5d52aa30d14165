import { z } from 'zod';
import type { LabelledSeries } from '../../analysis/scoring/labelled-series.ts';
import { chosenOf } from '../series/chosen-horizon.ts';
import { manifestFileFields, readManifest, readManifestFile } from './manifest-file.ts';

const manifestSchema = z.object({
  traces: z.array(
    z.object({
      name: z.string(),
      ...manifestFileFields,
      kind: z.string(),
      run: z.string().optional(),
      source: z.string().default('recorded'),
      threshold: z.number().positive(),
      interval: z.number().positive(),
      horizon: z.union([z.number().positive(), z.literal('auto')]).default(60),
      censored_tail: z.boolean().default(false),
      predictable: z.boolean().optional(),
      headline: z.boolean().default(true),
    }),
  ),
});

/** Sources that name no program or machine: such series are of one source where their kind is. */
const unnamedSources: readonly string[] = ['recorded', 'recorded here', 'simulated'];

/**
 * The series of a manifest: a JSON file with `traces`, whose files (`t,value`, or archives) lie beside it. Those with
 * `headline: false` are left out.
 *
 * @param options with `horizon`, that of the manifest does not count; `onRemark` is told what was left out of which
 *   series, and which part of an archive was used
 * @throws OutsideError when a file cannot be read or is not what it should be
 */
export function readRecordedSeries(
  manifest: string,
  options: {
    readonly horizon?: 'auto' | undefined;
    readonly onRemark?: (remark: string) => void;
  } = {},
): LabelledSeries[] {
  const { traces } = readManifest(manifest, manifestSchema, 'labelled series');
  return traces
    .filter(({ headline }) => headline)
    .map((trace) => {
      const { name, kind, run, source, threshold, interval, horizon, censored_tail, predictable } = trace;
      const { samples, remarks } = readManifestFile(manifest, trace);
      for (const remark of remarks) options.onRemark?.(remark);
      const asked = options.horizon ?? horizon;
      return {
        name,
        kind,
        simulated: source === 'simulated',
        samples,
        limit: threshold,
        horizonSeconds: asked === 'auto' ? chosenOf(name, samples).horizonSeconds : asked,
        intervalSeconds: interval,
        endsMidway: censored_tail,
        ...(unnamedSources.includes(source) ? {} : { source }),
        ...(run === undefined ? {} : { run }),
        ...(predictable === undefined ? {} : { predictable }),
      };
    });
}
