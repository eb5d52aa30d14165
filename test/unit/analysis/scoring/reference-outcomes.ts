/** A sample of a story: its value, and whether an alert is on. */
export interface StorySample {
  readonly time: number;
  readonly value: number;
  readonly raised: boolean;
}

export interface StoryOptions {
  readonly limit: number;
  readonly horizonSeconds: number;
  readonly intervalSeconds: number;
}

export interface ReferenceOutcomes {
  readonly crossings: readonly { readonly time: number; readonly leadSeconds: number | undefined }[];
  /** Starts of the episodes by outcome. */
  readonly answered: readonly number[];
  readonly unanswered: readonly number[];
  readonly excused: readonly number[];
  readonly open: readonly number[];
}

/**
 * The outcomes of alerts on an upper limit, straight from the definition: over a whole series, with free sight back
 * and ahead. The last two horizons are not judged.
 */
export function referenceOutcomes(
  samples: readonly StorySample[],
  { limit, horizonSeconds, intervalSeconds }: StoryOptions,
): ReferenceOutcomes {
  const least = Math.max(5, intervalSeconds);
  const merge = Math.max(30, 2 * intervalSeconds);
  const end = samples.at(-1)!.time;
  const times = crossingTimes(samples, limit, least, horizonSeconds);
  const leads = new Map<number, number>();
  const outcomes = {
    answered: [] as number[],
    unanswered: [] as number[],
    excused: [] as number[],
    open: [] as number[],
  };
  for (const { start, last, isExcused } of episodesOf(samples, limit, merge, horizonSeconds)) {
    const about = times.filter(
      (time) => time >= start && time <= last + 2 * horizonSeconds && start >= time - 10 * horizonSeconds,
    );
    for (const time of about) {
      if (start <= time - least) leads.set(time, Math.max(leads.get(time) ?? 0, time - start));
    }
    if (about.length > 0) outcomes.answered.push(start);
    else if (isExcused) outcomes.excused.push(start);
    else if (start >= end - 2 * horizonSeconds) outcomes.open.push(start);
    else outcomes.unanswered.push(start);
  }
  return { ...outcomes, crossings: times.map((time) => ({ time, leadSeconds: leads.get(time) })) };
}

function crossingTimes(
  samples: readonly StorySample[],
  limit: number,
  least: number,
  horizonSeconds: number,
): number[] {
  const end = samples.at(-1)!.time;
  const times: number[] = [];
  let hasCrossed = false;
  for (let index = 1; index < samples.length; index++) {
    if (samples[index]!.value < limit || samples[index - 1]!.value >= limit) continue;
    const { time } = samples[index]!;
    const stay = samples.slice(index);
    const back = stay.findIndex(({ value }) => value < limit);
    const beyond = back === -1 ? stay : stay.slice(0, back);
    const lasts =
      beyond.some((sample) => sample.time - time >= least) || (back === -1 && end - time >= least / 2);
    if (!lasts) continue;
    const lastBeyond = samples.findLastIndex(({ value }, at) => at < index && value >= limit);
    if (!hasCrossed || time - samples[lastBeyond + 1]!.time >= horizonSeconds / 2) times.push(time);
    hasCrossed = true;
  }
  return times;
}

function episodesOf(samples: readonly StorySample[], limit: number, merge: number, horizonSeconds: number) {
  const episodes: { start: number; last: number; isExcused: boolean }[] = [];
  for (const [index, { time, value, raised }] of samples.entries()) {
    if (!raised || value >= limit) continue;
    const isExcused = comesFromLimit(samples, index, limit, horizonSeconds);
    const episode = episodes.at(-1);
    if (episode && time - episode.last <= merge) {
      episode.last = time;
      episode.isExcused &&= isExcused;
    } else episodes.push({ start: time, last: time, isExcused });
  }
  return episodes;
}

/** The alert has been on without a break since the value was at the limit, at most one horizon ago. */
function comesFromLimit(
  samples: readonly StorySample[],
  index: number,
  limit: number,
  horizonSeconds: number,
): boolean {
  let first = index;
  while (first > 0 && samples[first - 1]!.raised && samples[first - 1]!.value < limit) first--;
  const before = samples[first - 1];
  const isTail = before !== undefined && before.raised && before.value >= limit;
  return isTail && samples[index]!.time - samples[first]!.time <= horizonSeconds;
}
