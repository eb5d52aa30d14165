/** The type instances of `<host>/dma-self/gauge-...` that the program notifies about, and collectd when they are missing. */
export const selfSubjects = ['stale', 'raw_data'] as const;

export type SelfSubject = (typeof selfSubjects)[number];
