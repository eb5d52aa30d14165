import { dirname } from 'node:path';
import {
  normalScore,
  scoresByThreshold,
  type NormalScore,
  type Profile,
  type ScoredFile,
} from './scoring-rule.ts';

/** The folder of a file: the source of its data. */
export function groupOf({ name }: Pick<ScoredFile, 'name'>): string {
  return dirname(name);
}

/** The groups of some files, in order. */
export function groupsOf(files: readonly ScoredFile[]): string[] {
  return [...new Set(files.map(groupOf))];
}

/** The result of a profile when each group is judged at the threshold that is best for all others. */
export function heldOutScore(
  files: readonly ScoredFile[],
  profile: Profile,
): Pick<NormalScore, 'score' | 'foundWindows' | 'falseRows'> {
  let [raw, foundWindows, falseRows, windows] = [0, 0, 0, 0];
  for (const group of groupsOf(files)) {
    const { threshold } = normalScore(
      files.filter((file) => groupOf(file) !== group),
      profile,
    );
    const own = files.filter((file) => groupOf(file) === group);
    const at = scoresByThreshold(own, profile).findLast((one) => one.threshold >= threshold)!;
    raw += at.raw;
    foundWindows += at.foundWindows;
    falseRows += at.falseRows;
    for (const file of own) windows += file.windows.length;
  }
  const nothing = -profile.falseNegative * windows;
  const score = (100 * (raw - nothing)) / (profile.truePositive * windows - nothing);
  return { score, foundWindows, falseRows };
}
