/** Names one series of an archive. */
export const selectOption = {
  type: 'string',
  requiresArg: true,
  describe: 'The series in a file of several, or a part of its name; dma import lists them',
} as const;

/** Chooses among the archives of an RRD file. */
export const consolidationOption = {
  type: 'string',
  requiresArg: true,
  describe: 'In coarser archives of an RRD file, take max, min, average or last',
} as const;
