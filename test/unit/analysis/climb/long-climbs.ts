/** Climbs from 0 to 1, by how much of the time is over. */
export const longClimbs = {
  line: (share: number) => share,
  square: (share: number) => share ** 2,
  root: (share: number) => Math.sqrt(share),
  exponential: (share: number) => (1000 ** share - 1) / 999,
};
