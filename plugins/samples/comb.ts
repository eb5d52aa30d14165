/** The regular samples of one writer among others: teeth at equal distances. */
export interface Comb {
  /** Places of the teeth in the list of times, oldest first. */
  readonly places: readonly number[];
  /** The mean distance of neighbouring teeth. */
  readonly intervalSeconds: number;
  /** Standard deviation of a tooth from where the next one leads to expect it, in intervals. */
  readonly spread: number;
}

/** A tooth may be off its place by this share of the interval. */
const toothSlack = 0.08;
/** Teeth further off than this, as a standard deviation in intervals, make no comb but belong to several. */
const maxSpread = 0.04;
/** Teeth that may be missing in a row, because a writer was late. */
const maxMissing = 2;
/** The share of teeth that may be missing in all. */
const maxMissingShare = 0.2;
/** The second tooth is found among this many samples before the newest one. */
const maxLag = 12;
/** Distances have less spread than a comb may have when the longest is no longer than this share of the shortest. */
const evenShare = 1.03;

/** True for times at such even distances that {@link findCombs} makes one comb of all. @param samples oldest first */
export function isOneComb(samples: readonly { readonly time: number }[]): boolean {
  let [shortest, longest] = [Number.POSITIVE_INFINITY, 0];
  for (let place = 1; place < samples.length; place++) {
    const distance = samples[place]!.time - samples[place - 1]!.time;
    shortest = Math.min(shortest, distance);
    longest = Math.max(longest, distance);
  }
  return shortest > 0 && longest <= evenShare * shortest;
}

/**
 * Finds the combs of which a list of times is made, the one of the newest time first. Single times that belong to no
 * comb are passed over.
 *
 * @param times seconds, oldest first
 * @param maxCombs the search ends when there are more
 * @param minTeeth fewer make no comb; at least 2
 */
export function findCombs(times: readonly number[], maxCombs: number, minTeeth: number): Comb[] {
  const isFree = times.map(() => true);
  const combs: Comb[] = [];
  let free = times.length;
  while (combs.length <= maxCombs && free >= minTeeth) {
    const comb = findComb(times, isFree, minTeeth);
    if (comb) combs.push(comb);
    for (const place of comb?.places ?? [isFree.lastIndexOf(true)]) isFree[place] = false;
    free -= comb?.places.length ?? 1;
  }
  return combs;
}

/** The densest comb that ends at the newest of the free times. */
function findComb(times: readonly number[], isFree: readonly boolean[], minTeeth: number): Comb | undefined {
  const newest = isFree.lastIndexOf(true);
  let lag = 0;
  for (let place = newest - 1; place >= 0 && lag < maxLag; place--) {
    if (!isFree[place]) continue;
    lag++;
    const comb = combFrom(times, isFree, newest, times[newest]! - times[place]!);
    if (comb && comb.places.length >= minTeeth) return comb;
  }
  return undefined;
}

/** Walks back from a tooth; each tooth that is found corrects the place of the next one, as clocks drift. */
function combFrom(
  times: readonly number[],
  isFree: readonly boolean[],
  newest: number,
  intervalSeconds: number,
): Comb | undefined {
  if (intervalSeconds <= 0) return undefined;
  const slack = toothSlack * intervalSeconds;
  const places = [newest];
  let [missing, inRow, squares] = [0, 0, 0];
  let due = times[newest]! - intervalSeconds;
  for (let place = newest - 1; place >= 0; place--) {
    if (!isFree[place]) continue;
    const time = times[place]!;
    while (time < due - slack && inRow <= maxMissing) {
      missing++;
      inRow++;
      due -= intervalSeconds;
    }
    if (inRow > maxMissing) break;
    if (time > due + slack) continue;
    squares += ((time - due) / intervalSeconds) ** 2;
    places.push(place);
    inRow = 0;
    due = time - intervalSeconds;
  }
  missing -= inRow;
  const steps = places.length - 1 + missing;
  if (missing > maxMissingShare * places.length) return undefined;
  const spread = Math.sqrt(squares / places.length);
  if (spread > maxSpread) return undefined;
  places.reverse();
  return {
    places,
    intervalSeconds: (times[newest]! - times[places[0]!]!) / steps,
    spread,
  };
}
