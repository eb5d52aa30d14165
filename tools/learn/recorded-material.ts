import { readRecordedInput, type ArchiveWish } from '../archives/recorded-input.ts';
import { readRecordedSeries } from '../archives/recorded-series.ts';
import type { LabelledRange } from './labels.ts';
import { checkRanges, learningSeries, usualIntervalOf, type LearningSeries } from './learning-series.ts';
import type { Unit } from '../report/readable.ts';

/** Series to learn from, and lines for people: what was left out. */
export interface Material {
  readonly series: readonly LearningSeries[];
  readonly remarks: readonly string[];
}

/** The settings that the files do not hold themselves. */
export interface FileSettings {
  readonly limit: number;
  readonly unit: Unit;
  readonly horizonSeconds: number;
  /** Empty when the labels follow from the limit. */
  readonly ranges: readonly LabelledRange[];
  /** The series of each file. */
  readonly wish: ArchiveWish;
}

/**
 * Material from CSV files, `t,value`, or archives; each file is a group of its own.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @throws OutsideError when a file cannot be read, or no file has samples in a range
 */
export function materialFromFiles(
  files: readonly string[],
  { limit, unit, horizonSeconds, ranges, wish }: FileSettings,
  onProgress: (share: number) => void,
): Material {
  const remarks: string[] = [];
  const series = files.map((file, index) => {
    onProgress(index / files.length);
    const { name, samples, remarks: some } = readRecordedInput(file, wish);
    remarks.push(...some);
    const intervalSeconds = usualIntervalOf(samples);
    const common = { name, group: name, samples, limit, horizonSeconds, intervalSeconds, unit };
    // What came after the recording is not known.
    return learningSeries({ ...common, endsMidway: true }, ranges);
  });
  checkRanges(ranges, series, files.length === 1 ? 'the file holds' : 'the files hold');
  return { series, remarks };
}

/**
 * Material from a manifest of labelled series, grouped by their kind.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @throws OutsideError when a file cannot be read or is not what it should be
 */
export function materialFromManifest(manifest: string, onProgress: (share: number) => void): Material {
  const remarks: string[] = [];
  const recorded = readRecordedSeries(manifest, { onRemark: (remark) => remarks.push(remark) });
  const series = recorded.map((each, index) => {
    onProgress(index / recorded.length);
    // Of which unit they are is not said.
    return learningSeries({ ...each, group: each.kind, unit: 'plain' }, []);
  });
  return { series, remarks };
}
