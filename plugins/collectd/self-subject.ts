/** Type instances of `<host>/dma-self/gauge-...` of which the program notifies. */
export const selfSubjects = [
  'stale',
  'raw_data',
  'unpredicted',
  'mixed',
  'duplicates',
  'wrong_clocks',
] as const;

/** The one of which collectd notifies when the report is missing: dma has stopped. */
export const reportSubject = 'series';

export type SelfSubject = (typeof selfSubjects)[number];
