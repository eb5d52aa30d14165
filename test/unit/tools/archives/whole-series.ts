import type { ArchiveWish } from '../../../../tools/archives/recorded-input.ts';

/** The wish of someone who says nothing. */
export const wholeSeries: ArchiveWish = {
  select: undefined,
  consolidation: 'max',
  stepSeconds: undefined,
  from: undefined,
  to: undefined,
  warmUpSeconds: 0,
  columns: {},
};
