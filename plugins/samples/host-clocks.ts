import { formatDuration } from '../../notifiers/event/alert-units.ts';

/** Hosts whose clocks differ from ours by about the same: by this many seconds, or this share. */
const sameSeconds = 10;
const sameShare = 0.05;
/** A longer delay is that of a clock: nothing on the way of samples takes this long. */
const maxDelaySeconds = 3600;

/** A host whose clock is wrong. */
export interface WrongClock {
  readonly host: string;
  /** Seconds by which it is ahead of ours; below 0 when it is behind, or its samples come late. */
  readonly offsetSeconds: number;
}

/** The clocks that are wrong, and whose fault that is. */
export interface ClockVerdict {
  /** Sorted, the furthest off first. */
  readonly wrong: readonly WrongClock[];
  /** True when this machine's clock is the wrong one: all other hosts differ from it by the same. */
  readonly isOurs: boolean;
  /** True when it may be ours as well: no other host's clock agrees with it. */
  readonly mayBeOurs: boolean;
}

/**
 * Decides which clocks are wrong.
 *
 * @param offsets by host, in seconds; 0 for a clock that is right
 * @param ownHost the host that this program runs on, whose samples always agree with our clock
 */
export function judgeClocks(offsets: ReadonlyMap<string, number>, ownHost?: string): ClockVerdict {
  const all = [...offsets].map(([host, offsetSeconds]) => ({ host, offsetSeconds }));
  const wrong = all
    .filter(({ offsetSeconds }) => offsetSeconds !== 0)
    .toSorted((a, b) => Math.abs(b.offsetSeconds) - Math.abs(a.offsetSeconds));
  const others = all.filter(({ host }) => host !== ownHost);
  const isOwnWrong = wrong.some(({ host }) => host === ownHost);
  const mayBeOurs = wrong.length > 0 && !isOwnWrong && others.length === wrong.length;
  return { wrong, mayBeOurs, isOurs: mayBeOurs && others.length > 1 && areTheSame(wrong) };
}

/** @param wrong the furthest off first */
function areTheSame(wrong: readonly WrongClock[]): boolean {
  const [most, least] = [wrong[0]!.offsetSeconds, wrong.at(-1)!.offsetSeconds];
  return Math.abs(most - least) <= Math.max(sameSeconds, sameShare * Math.abs(most));
}

/** The verdict as a sentence in three parts, around names that may be shortened; undefined when no clock is wrong. */
export interface ClockText {
  readonly meaning: string;
  readonly names: readonly string[];
  readonly cause: string;
  readonly cure: string;
}

/** Describes the clocks that are wrong, and the cure; undefined when all are right. */
export function describeClocks({ wrong, isOurs, mayBeOurs }: ClockVerdict): ClockText | undefined {
  const [first] = wrong;
  if (!first) return undefined;
  if (isOurs) {
    // The others are right, so the offset is ours the other way round.
    const offset = -wrong.at(-1)!.offsetSeconds;
    return {
      meaning: `this machine's clock is ${describeOffset(offset, true)}, by those of all ${wrong.length} other hosts`,
      names: wrong.map(({ host }) => host),
      cause: 'predictions go on, and alerts bear its time',
      cure: 'set it by NTP here (chrony, systemd-timesyncd)',
    };
  }
  const isOne = wrong.length === 1;
  const whose = mayBeOurs ? ", or this machine's," : '';
  const isLate = wrong.some(({ offsetSeconds }) => isDelay(offsetSeconds));
  return {
    meaning: isOne
      ? `the clock of a host${whose} is wrong`
      : `the clocks of ${wrong.length} hosts${whose} are wrong`,
    names: wrong.map(({ host, offsetSeconds }) => `${host} (${describeOffset(offsetSeconds)})`),
    cause: `${isOne ? 'its' : 'their'} samples are used, at the time of their arrival`,
    cure: `set it by NTP there${mayBeOurs ? ', or here' : ''}${isLate ? '; or is there a relay that delays them?' : ''}`,
  };
}

/** Such as `5 min ahead`, `2.0 h behind`, or `90 s behind or late`. @param isCertain true for a clock for sure */
export function describeOffset(offsetSeconds: number, isCertain = false): string {
  const duration = formatDuration(Math.abs(offsetSeconds));
  if (offsetSeconds > 0) return `${duration} ahead`;
  return isDelay(offsetSeconds) && !isCertain ? `${duration} behind or late` : `${duration} behind`;
}

function isDelay(offsetSeconds: number): boolean {
  return offsetSeconds < 0 && -offsetSeconds < maxDelaySeconds;
}
