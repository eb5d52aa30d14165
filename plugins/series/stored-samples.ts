import type { Sample } from '../../analysis/window.ts';
import { StoreError, type Answer, type Question } from '../samples/sample-reader.ts';
import type { SeriesToPredict } from './series-start.ts';

type Found = Pick<SeriesToPredict, 'identifier' | 'config'>;

/** Asks for the newest entries of a series. @param until epoch seconds of the newest one to read */
export function newestOf({ identifier: { name } }: Found, count: number, until: number): Question {
  return { name, time: 0, count, until };
}

/**
 * The samples in an answer of the store, oldest first; NaN where an entry has too few values.
 *
 * @throws the fault of the series, or of the store
 */
export function samplesOf({ config: { dataSource } }: Pick<Found, 'config'>, answer: Answer): Sample[] {
  if (answer instanceof Error) throw answer;
  return answer.entries.map(({ time, values }) => ({ time, value: values[dataSource] ?? Number.NaN }));
}

/** Reads, or gives something else while the store cannot be read: the reader of samples says why. */
export async function whileStored<Result>(read: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StoreError) return otherwise;
    throw error;
  }
}
