/** What simulations ask of chance. */
export interface Draws {
  /** Evenly from `low` to below `high`. */
  uniform(low: number, high: number): number;
  /** Evenly on a logarithmic scale, both above 0: as often between 1 and 10 as between 10 and 100. */
  logUniform(low: number, high: number): number;
  /** A whole number, both ends included. */
  integer(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** @param random numbers from 0 to below 1 */
export function drawsFrom(random: () => number): Draws {
  const uniform = (low: number, high: number): number => low + (high - low) * random();
  return {
    uniform,
    logUniform: (low, high) => Math.exp(uniform(Math.log(low), Math.log(high))),
    integer: (low, high) => low + Math.floor((high - low + 1) * random()),
    // Box and Muller (1958); 1 - random() is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
    chance: (probability) => random() < probability,
    pick: (choices) => choices[Math.floor(choices.length * random())]!,
  };
}
