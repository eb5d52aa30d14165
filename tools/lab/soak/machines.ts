import type { Identifier } from '../../../plugins/collectd/identifier.ts';

/** One moment of a quantity that fills up. */
export interface Level {
  /** Share of the whole, 0 to 1. */
  readonly share: number;
  /** The phase of a leak; a machine without a leak always rests. */
  readonly phase: 'rest' | 'climb' | 'full';
}

/** A machine's memory or disk, as operators know it. */
export interface Machine {
  readonly host: string;
  /** The series of the bytes that are used, and of those that are free. */
  readonly used: Identifier;
  readonly free: Identifier;
  readonly bytes: number;
  /** Driven seconds between two of its samples. */
  readonly everySeconds: number;
  /** @param seconds driven, from the beginning of the soak */
  readonly levelAt: (seconds: number) => Level;
}

const gibi = 2 ** 30;
const day = 86_400;
/** Level of a full machine; the shipped limits are 90 % of memory and 95 % of a disk. */
const full = 0.97;

/**
 * The machines that are there all day: leaks of several paces, each released after the limit; batch jobs that take much
 * and stay below it; the daily rhythm alone; disks that fill up and are tidied.
 */
export function lastingMachines(): Machine[] {
  return [
    ...[240, 420, 700, 1200, 2400].map((climbSeconds, index) =>
      memoryOf(`leak${index + 1}`, leakOf(climbSeconds, 120)),
    ),
    memoryOf('batch1', batchOf(1800, 0.25)),
    memoryOf('batch2', batchOf(5400, 0.4)),
    ...[1, 2, 3].map((number) => restingMachine(`calm${number}`, number * 7000)),
    diskOf('calm1', leakOf(5400, 600)),
    diskOf('calm2', resting(0)),
  ];
}

/** The memory of a machine with nothing but its daily rhythm, ahead of others by some driven seconds. */
export function restingMachine(host: string, aheadSeconds: number): Machine {
  return memoryOf(host, resting(aheadSeconds));
}

function memoryOf(host: string, levelAt: Machine['levelAt']): Machine {
  return {
    host,
    used: { host, plugin: 'memory', type: 'memory', typeInstance: 'used' },
    free: { host, plugin: 'memory', type: 'memory', typeInstance: 'free' },
    bytes: 64 * gibi,
    everySeconds: 1,
    levelAt,
  };
}

function diskOf(host: string, levelAt: Machine['levelAt']): Machine {
  return {
    host,
    used: { host, plugin: 'df', pluginInstance: 'root', type: 'df_complex', typeInstance: 'used' },
    free: { host, plugin: 'df', pluginInstance: 'root', type: 'df_complex', typeInstance: 'free' },
    bytes: 500 * gibi,
    everySeconds: 60,
    levelAt,
  };
}

/** A daily rhythm with a small faster one on top. */
function rhythm(seconds: number): number {
  return 0.3 + 0.06 * Math.sin((2 * Math.PI * seconds) / day) + 0.002 * Math.sin(seconds / 7);
}

function resting(aheadSeconds: number): Machine['levelAt'] {
  return (seconds) => ({ share: rhythm(seconds + aheadSeconds), phase: 'rest' });
}

/** Rests for half of the climb's time, climbs beyond the limit, stays there and is released. */
function leakOf(climbSeconds: number, fullSeconds: number): Machine['levelAt'] {
  const restSeconds = climbSeconds / 2;
  const turnSeconds = restSeconds + climbSeconds + fullSeconds;
  return (seconds) => {
    const turned = seconds % turnSeconds;
    const share = rhythm(seconds);
    if (seconds < 0 || turned < restSeconds) return { share, phase: 'rest' };
    const climbed = (turned - restSeconds) / climbSeconds;
    if (climbed < 1) return { share: share + climbed * (full - share), phase: 'climb' };
    return { share: full, phase: 'full' };
  };
}

/** Takes `more` at once every `periodSeconds`, and releases it after a third of that. */
function batchOf(periodSeconds: number, more: number): Machine['levelAt'] {
  return (seconds) => {
    const works = seconds >= 0 && seconds % periodSeconds > (2 / 3) * periodSeconds;
    return { share: rhythm(seconds) + (works ? more : 0), phase: 'rest' };
  };
}

/** Driven seconds of a passing machine's stay, and between two of its arrivals. */
const presentSeconds = 480;
const turnSeconds = 2160;
const machines = Array.from({ length: 6 }, (_, index) => restingMachine(`passing${index + 1}`, index * 1000));
const apartSeconds = turnSeconds / machines.length;

/**
 * The machines that come and go and come back, so that one is always there: series that appear and fall silent. They
 * have few names, because `dma predict` forgets a series only after a real hour of silence, in which thousands could
 * come.
 *
 * @param driven seconds, at least 0
 */
export function passingMachines(driven: number): readonly Machine[] {
  return machines.filter((_, index) => {
    const since = driven - index * apartSeconds;
    return since >= 0 && since % turnSeconds < presentSeconds;
  });
}

/** Number of departures until then. */
export function departures(driven: number): number {
  return machines
    .map((_, index) => Math.floor((driven - index * apartSeconds - presentSeconds) / turnSeconds) + 1)
    .reduce((sum, count) => sum + Math.max(0, count), 0);
}
