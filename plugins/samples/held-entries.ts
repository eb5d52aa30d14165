import type { Answer, Question } from './sample-reader.ts';

/** Entries are counted from one this deep below the newest, the deepest that there is. */
export const maxCounted = 12_288;
const depths = [maxCounted, 6144, 3072, 1536, 768, 384, 192, 96, 48, 24, 12];
/** Questions of one look that narrow the count of all. */
const probes = 3;

/** The number of entries that the store holds of a series, as far as they are known. */
export interface HeldEntries {
  /** Epoch seconds; the entries of later times are counted. 0 for all. */
  readonly from: number;
  /** Their number when `read` entries had been read. */
  readonly count: number;
  readonly read: number;
  /** There are fewer in all; Infinity where that is not known. */
  readonly below: number;
}

/** The entries of a series that were read. */
export interface ReadEntries {
  readonly readCount: number;
  /** Epoch seconds. */
  readonly newestRead: number;
}

/**
 * Asks how many entries there are. The answers are {@link heldEntries}.
 *
 * @param about their number at an earlier time; 0 where it is not known
 */
export function askDepths(name: string, about: number, read: ReadEntries): Question[] {
  return depthsFor(about).map((skip) => entryAt(name, skip, read));
}

/** Undefined where there are too few. @param answers to {@link askDepths}, after `read` was read */
export function heldEntries(
  answers: readonly Answer[],
  about: number,
  { readCount }: ReadEntries,
): HeldEntries | undefined {
  const place = answers.findIndex((answer) => timeOf(answer) !== undefined);
  if (place === -1) return undefined;
  const asked = depthsFor(about);
  const [count, below] = [asked[place]!, asked[place - 1] ?? Number.POSITIVE_INFINITY];
  return { from: timeOf(answers[place]!)!, count, read: readCount, below };
}

/** Fewer where it is known about how many there are. */
function depthsFor(about: number): readonly number[] {
  return about === 0 ? depths : depths.filter((one) => one <= 2 * about && one >= about / 4);
}

/** Asks for entries deeper down, so that all are counted at last. The answers are {@link narrowed}. */
export function askNarrower(name: string, held: HeldEntries, now: ReadEntries): Question[] {
  return probesOf(held, now).map((skip) => entryAt(name, skip, now));
}

/** A count of more entries. @param answers to {@link askNarrower} */
export function narrowed(held: HeldEntries, answers: readonly Answer[], now: ReadEntries): HeldEntries {
  const since = now.readCount - held.read;
  let { from, count, below } = { ...held, count: held.count + since, below: held.below + since };
  for (const [place, skip] of probesOf(held, now).entries()) {
    const time = timeOf(answers[place]!);
    if (time !== undefined) [from, count] = [time, skip];
    else below = Math.min(below, skip);
  }
  const isWhole = below === count + 1;
  return isWhole
    ? { from: 0, count: below, read: now.readCount, below: Number.POSITIVE_INFINITY }
    : { from, count, read: now.readCount, below };
}

/** Asks whether there are as many as were read, or more that have come behind the newest. */
export function askMore(name: string, { from, count, read }: HeldEntries, now: ReadEntries): Question {
  const skip = count + now.readCount - read - 1;
  return { name, time: from, count: 2, until: now.newestRead, skip };
}

/** The answer to {@link askMore}: unknown where entries were removed since they were counted. */
export function hasMore(answer: Answer): boolean | undefined {
  if (answer instanceof Error) return undefined;
  const { length } = answer.entries;
  return length === 0 ? undefined : length > 1;
}

/** Numbers of entries between one that the store certainly holds and one that it does not. */
function probesOf({ count, read, below }: HeldEntries, { readCount }: ReadEntries): number[] {
  if (!Number.isFinite(below)) return [];
  const step = (below - count) / (probes + 1);
  const places = Array.from({ length: probes }, (_, place) => count + Math.round(step * (place + 1)));
  const since = readCount - read;
  return [...new Set(places)].filter((one) => one > count && one < below).map((one) => one + since);
}

function entryAt(name: string, skip: number, { newestRead }: ReadEntries): Question {
  return { name, time: 0, count: 1, until: newestRead, skip };
}

function timeOf(answer: Answer): number | undefined {
  return answer instanceof Error ? undefined : answer.entries[0]?.time;
}
