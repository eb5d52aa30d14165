import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { refuseRiskOfRoot } from '../process/root-refusal.ts';
import { manifestFileFields, readManifest, readManifestFile } from '../archives/manifest-file.ts';
import { chosenOf } from '../series/chosen-horizon.ts';
import { backtest, type BacktestOptions } from './replay.ts';

const manifestSchema = z.object({
  traces: z.array(
    z.object({
      // It becomes the name of a file.
      name: z.string().regex(/^[\p{L}\p{M}\p{N}_.-]+$/u, 'expected letters, digits, _, . and - alone'),
      ...manifestFileFields,
      threshold: z.number().positive(),
      horizon: z.union([z.number().positive(), z.literal('auto')]).default(60),
    }),
  ),
});

export interface ManifestReplay {
  /** Series replayed. */
  readonly count: number;
  /** Lines for people: what was left out of which series. */
  readonly remarks: readonly string[];
}

/**
 * Replays every series of a manifest and writes what an evaluator wants, `<name>.csv` with `t,pred,q10,q50,q90,alert`.
 *
 * @param manifest a JSON file with `traces`: name, file (CSV or any archive, relative to its folder, or absolute),
 *   threshold, horizon, and where the file has several series or resolutions, select, consolidation, step
 * @param options with `horizon`, that of the manifest does not count
 * @param onProgress is told the share that is done, 0 to 1
 * @throws OutsideError when a file cannot be read or is not what it should be
 */
export function backtestManifest(
  manifest: string,
  directory: string,
  options: Pick<BacktestOptions, 'forecaster' | 'samples' | 'detector' | 'riskFrom'> & {
    readonly horizon?: 'auto';
  },
  onProgress: (share: number) => void = () => undefined,
): ManifestReplay {
  const { traces } = readManifest(manifest, manifestSchema, 'traces');
  const remarks: string[] = [];
  refuseRiskOfRoot(directory, '--streams');
  mkdirSync(directory, { recursive: true });
  for (const [index, trace] of traces.entries()) {
    const { name, threshold, horizon } = trace;
    onProgress(index / traces.length);
    const series = readManifestFile(manifest, trace);
    remarks.push(...series.remarks);
    // The columns q10 and q90 are the ends of an 80 % interval; the time to exhaustion is not asked for.
    const wanted = options.horizon ?? horizon;
    const horizonSeconds = wanted === 'auto' ? chosenOf(name, series.samples).horizonSeconds : wanted;
    const asked = { limit: threshold, horizonSeconds, level: 0.8, withExhaustion: false };
    const lines = ['t,pred,q10,q50,q90,alert'];
    for (const { t, predicted, lower, upper, alert } of backtest(series.samples, { ...options, ...asked })) {
      lines.push([t, predicted ?? '', lower ?? '', predicted ?? '', upper ?? '', alert ? 1 : 0].join(','));
    }
    writeFileSync(join(directory, `${name}.csv`), `${lines.join('\n')}\n`);
  }
  return { count: traces.length, remarks };
}
