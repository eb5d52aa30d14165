import { CapacitySum, type CapacityQuestion } from './capacity-sum.ts';
import type { SampleReader } from './sample-reader.ts';

type Reader = Pick<SampleReader, 'newestEntry'>;

/** A time at which one of several writers wrote, in epoch seconds, and the seconds until others may have. */
export interface WriterTime {
  readonly time: number;
  readonly roomSeconds: number;
}

/**
 * Adds up the capacity from the parts that were written at one time, because other writers of them have other
 * capacities. Undefined where it is not known; rejects as the reader does.
 */
export async function capacityAround(
  reader: Reader,
  question: Omit<CapacityQuestion, 'newestTime'>,
  at: WriterTime,
): Promise<number | undefined> {
  const sum = new CapacitySum();
  const state = await sum.read(readerAround(reader, at), { ...question, newestTime: at.time });
  return state.kind === 'unknown' ? undefined : state.value;
}

/** A reader for which the newest entries are of that time. */
function readerAround(reader: Reader, { time, roomSeconds }: WriterTime): Reader {
  const [from, until] = [time - roomSeconds / 2, time + roomSeconds / 2];
  return {
    async newestEntry(name, before = Number.POSITIVE_INFINITY) {
      if (before < until) return reader.newestEntry(name, before);
      const entry = await reader.newestEntry(name, until);
      return entry && entry.time >= from ? entry : undefined;
    },
  };
}
