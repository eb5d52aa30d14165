/**
 * Numbers from 0 to below 1, the same ones for one seed: a Weyl sequence whose steps are mixed by murmur3's finaliser.
 *
 * Source: Appleby, MurmurHash3 (2011), fmix32; Steele, Lea and Flood (2014), Fast splittable pseudorandom number
 * generators.
 *
 * @param seed a whole number; neighbouring seeds give unrelated numbers
 */
export function seededRandom(seed: number): () => number {
  let state = mix(seed | 0);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/** A seed for a name and a number, so that each simulated series has numbers of its own. */
export function seedOf(name: string, number: number): number {
  let hash = mix(number + 1);
  for (let i = 0; i < name.length; i++) hash = mix(hash ^ name.charCodeAt(i));
  return hash;
}

function mix(number: number): number {
  let mixed = number | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
/** The random draws of a simulation. */
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
