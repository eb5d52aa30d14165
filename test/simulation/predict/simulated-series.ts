/** A series that a simulated host reports. */
export interface SimulatedSeries {
  readonly identifier: string;
  readonly intervalSeconds: number;
  /** One value a data source at these seconds of the monotonic clock. */
  readonly valuesAt: (seconds: number) => readonly number[];
  /** Seconds from the start of collectd to the first reading (default: any, within an interval). */
  readonly phaseSeconds?: number;
  /** Seconds by which the clock of its machine is ahead; below 0 when it is behind (default: 0). */
  readonly clockError?: number;
  /** Seconds between two packets of a sender behind the network plugin (default: every value comes at once). */
  readonly packetSeconds?: number;
}

/** The series of one host: one for each target of the simulated configuration, and the parts of sums and capacities. */
export function seriesOfHost(host: string, intervalSeconds: number, random: () => number): SimulatedSeries[] {
  const level = climbing(random);
  const fall = climbing(random);
  const series = (name: string, valuesAt: (seconds: number) => readonly number[]): SimulatedSeries => ({
    identifier: `${host}/${name}`,
    intervalSeconds,
    valuesAt,
  });
  return [
    series('memory/memory-used', (seconds) => [level(seconds)]),
    series('df-root/df_complex-used', (seconds) => [0.5 * level(seconds + 20)]),
    series('df-root/df_complex-reserved', () => [1000]),
    series('swap/swap-used', (seconds) => [0.6 * level(seconds)]),
    series('swap/swap-cached', (seconds) => [0.4 * level(seconds + 50)]),
    series('sensors-board/temperature-cpu', (seconds) => [100 - 0.2 * fall(seconds)]),
    series('load/load', (seconds) => [1, 0.05 * fall(seconds), 2]),
  ];
}

/** Noise around a level, with climbs that begin now and then, reach 1000 or not, and end. */
function climbing(random: () => number): (seconds: number) => number {
  const base = 100 + 400 * random();
  const noise = 20 * random();
  const period = 60 + 120 * random();
  const climbSeconds = 10 + 40 * random();
  const height = (1100 - base) * random() * 1.3;
  return (seconds) => {
    const phase = Math.max(0, (seconds % period) - (period - climbSeconds));
    const value = base + noise * random() + (height * phase) / climbSeconds;
    return Math.round(value * 1000) / 1000;
  };
}
