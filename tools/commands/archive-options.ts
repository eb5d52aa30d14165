/** Names one series of an archive. */
export const selectOption = {
  type: 'string',
  requiresArg: true,
  describe: 'The series in a file of several, or a part of its name; dma import lists them',
} as const;

const text = { type: 'string', requiresArg: true } as const;

/** Chooses one resolution. */
export const stepOption = {
  ...text,
  describe:
    'How far apart the values are: of Prometheus, or in one of the archives of an RRD or Whisper file',
  defaultDescription: '15s; of a file, the finest as far as they reach',
} as const;

/** A Prometheus that is asked instead of a file. */
export const prometheusOptions = {
  prometheus: { ...text, describe: 'Ask this Prometheus instead, such as http://localhost:9090' },
  query: { ...text, describe: 'With --prometheus: the query in PromQL' },
  step: stepOption,
  'bearer-token-file': { ...text, describe: 'With --prometheus: the file with the bearer token' },
  'ca-file': { ...text, describe: 'With --prometheus: the certificates to trust' },
} as const;

/** Chooses among the archives of an RRD file. */
export const consolidationOption = {
  type: 'string',
  requiresArg: true,
  describe: 'In coarser archives of an RRD file, take max, min, average or last',
} as const;
