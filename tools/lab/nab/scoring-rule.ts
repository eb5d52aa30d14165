/** A file of the benchmark with its labels. */
export interface LabelledFile {
  /** Folder and name, such as `realKnownCause/nyc_taxi.csv`. */
  readonly name: string;
  /** The number of rows. */
  readonly rows: number;
  /** The first and the last row of each window, in order; windows do not overlap. */
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** A file with a score from 0 to 1 for each of its rows: above a threshold it is a detection. */
export interface ScoredFile extends LabelledFile {
  readonly scores: Float64Array;
}

/** The weights of one application profile. */
export interface Profile {
  readonly name: string;
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** The profiles of the benchmark. */
export const profiles: readonly Profile[] = [
  { name: 'standard', truePositive: 1, falsePositive: 0.11, falseNegative: 1 },
  { name: 'reward_low_FP_rate', truePositive: 1, falsePositive: 0.22, falseNegative: 1 },
  { name: 'reward_low_FN_rate', truePositive: 1, falsePositive: 0.11, falseNegative: 2 },
];

/** Rows at the beginning of a file that are not scored: a share of it, at most of this many rows. */
const [probationShare, maxProbationRows] = [0.15, 5000];

/** The rows that are not scored. */
export function probationOf({ rows }: Pick<LabelledFile, 'rows'>): number {
  return Math.ceil(Math.min(Math.floor(probationShare * rows), probationShare * maxProbationRows));
}

/**
 * The worth of a detection by its place: 1 at the left end of a window, 0 at its right end, and to -1 behind it.
 *
 * Equation: 2 / (1 + e^(5 y)) - 1, y = -1 at the left end and 0 at the right one, in widths of the window; -1 for y
 * above 3.
 */
export function worthAt(place: number): number {
  return place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
}

/** The worth of each row of a file, and its window (-1 outside of all). */
export interface RowWorths {
  readonly worths: Float64Array;
  readonly windows: Int32Array;
}

export function rowWorths({ rows, windows }: LabelledFile): RowWorths {
  const worths = new Float64Array(rows).fill(-1);
  const inside = new Int32Array(rows).fill(-1);
  for (const [index, [first, last]] of windows.entries()) {
    const width = last - first + 1;
    for (let row = first; row <= last; row++) {
      inside[row] = index;
      worths[row] = worthAt(-(last - row + 1) / width) / worthAt(-1);
    }
    const end = windows[index + 1]?.[0] ?? rows;
    for (let row = last + 1; row < end; row++) worths[row] = worthAt((row - last) / (width - 1));
  }
  return { worths, windows: inside };
}

/** The result of some files at one threshold. */
export interface ThresholdScore {
  /** Rows with at least this score are detections; Infinity for none of them. */
  readonly threshold: number;
  /** The sum by weight; a window that was missed counts below 0. */
  readonly raw: number;
  readonly foundWindows: number;
  readonly falseRows: number;
}

interface Row {
  readonly score: number;
  readonly worth: number;
  /** Of all files; -1 for none. */
  readonly window: number;
}

/**
 * The scores of one profile at all thresholds that make a difference, from the highest one on.
 *
 * Each window counts by its best detection; each detection outside of all by its worth, which is below 0.
 * Source: Lavin and Ahmad (2015), Evaluating real-time anomaly detection algorithms, the Numenta Anomaly Benchmark,
 * ICMLA; and the code of the benchmark for what it leaves open.
 */
export function scoresByThreshold(files: readonly ScoredFile[], profile: Profile): ThresholdScore[] {
  const { rows, windows } = scorableRows(files);
  const best = new Float64Array(windows).fill(Number.NaN);
  let raw = -profile.falseNegative * windows;
  let [foundWindows, falseRows, threshold] = [0, 0, Number.POSITIVE_INFINITY];
  const all: ThresholdScore[] = [];
  for (const { score, worth, window } of rows) {
    if (score !== threshold) {
      all.push({ threshold, raw, foundWindows, falseRows });
      threshold = score;
    }
    if (window < 0) {
      raw += profile.falsePositive * worth;
      falseRows++;
      continue;
    }
    const known = best[window]!;
    const before = Number.isNaN(known) ? -profile.falseNegative : known;
    if (Number.isNaN(known)) foundWindows++;
    best[window] = Math.max(before, profile.truePositive * worth);
    raw += best[window] - before;
  }
  all.push({ threshold, raw, foundWindows, falseRows });
  return all;
}

/** All rows after the probation, those with the highest scores first, and the number of their windows. */
function scorableRows(files: readonly ScoredFile[]): { rows: Row[]; windows: number } {
  const rows: Row[] = [];
  let windows = 0;
  for (const file of files) {
    const { worths, windows: inside } = rowWorths(file);
    const known = new Map<number, number>();
    for (let row = probationOf(file); row < file.rows; row++) {
      const own = inside[row]!;
      if (own >= 0 && !known.has(own)) known.set(own, windows++);
      rows.push({ score: file.scores[row]!, worth: worths[row]!, window: known.get(own) ?? -1 });
    }
  }
  return { rows: rows.sort((a, b) => b.score - a.score), windows };
}

/** A result on the scale of the benchmark: 0 is a detector that says nothing, 100 a perfect one. */
export interface NormalScore extends ThresholdScore {
  readonly score: number;
  /** The number of windows. */
  readonly windows: number;
}

/**
 * The result of one profile.
 *
 * @param threshold undefined for the best one of these files, as the benchmark has it
 */
export function normalScore(files: readonly ScoredFile[], profile: Profile, threshold?: number): NormalScore {
  const all = scoresByThreshold(files, profile);
  const chosen =
    threshold === undefined
      ? all.reduce((best, one) => (one.raw > best.raw ? one : best))
      : all.findLast((one) => one.threshold >= threshold)!;
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0);
  const nothing = -profile.falseNegative * windows;
  const perfect = profile.truePositive * windows;
  return { ...chosen, windows, score: (100 * (chosen.raw - nothing)) / (perfect - nothing) };
}
