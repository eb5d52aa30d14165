import type { Entry } from '../samples/entry.ts';
import { SeriesError, type Entries } from '../samples/sample-reader.ts';
import { parseMember } from './member.ts';
import { isFaultOfSeries } from './range-answers.ts';

/** A member of a sorted set, as the client returns it. */
export interface Reply {
  readonly value: string;
  readonly score: number;
}

/** Turns the error of a key that holds something else into a SeriesError. */
export async function seriesReplies<Replies>(replies: Promise<Replies>): Promise<Replies> {
  try {
    return await replies;
  } catch (error) {
    const { message } = error as Error;
    throw isFaultOfSeries(message) ? new SeriesError(message, { cause: error }) : error;
  }
}

/** Reads the members of one series, oldest first. */
export function readReplies(replies: readonly Reply[]): Entries {
  const entries: Entry[] = [];
  const malformed: string[] = [];
  for (const { value, score } of replies) {
    const entry = parseMember(value, score);
    if (entry) entries.push(entry);
    else malformed.push(value);
  }
  return { entries, malformed };
}
