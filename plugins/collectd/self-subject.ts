/** Type instances of `<host>/dma-self/gauge-...` that are notified about: by the program, or by collectd when missing. */
export const selfSubjects = ['stale', 'raw_data'] as const;

export type SelfSubject = (typeof selfSubjects)[number];
