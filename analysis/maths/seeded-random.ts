/**
 * Numbers from 0 to below 1, the same ones for one seed: a Weyl sequence whose steps are mixed by murmur3's finaliser.
 *
 * Source: Appleby, MurmurHash3 (2011), fmix32; Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators.
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
