/** Type instances of `<host>/dma-self/gauge-...` of which the program notifies, and collectd when they are missing. */
export const selfSubjects = [
  'stale',
  'raw_data',
  'unpredicted',
  'mixed',
  'duplicates',
  'wrong_clocks',
] as const;

export type SelfSubject = (typeof selfSubjects)[number];
