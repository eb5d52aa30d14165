import type { SampleReader } from './sample-reader.ts';

type Reader = Pick<SampleReader, 'newestEntry'>;

/** A reader that knows nothing newer than `until` (epoch seconds). */
export function readerUntil(reader: Reader, until: number): Reader {
  return {
    newestEntry: (name, before = Number.POSITIVE_INFINITY) =>
      reader.newestEntry(name, Math.min(before, until)),
  };
}
