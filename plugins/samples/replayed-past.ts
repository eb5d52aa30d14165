import type { Sample } from '../../analysis/window.ts';
import { pastHorizons, thinner } from './past-loader.ts';
import type { SampleReader } from './sample-reader.ts';
import type { SeriesSource } from './series-source.ts';

/** The precision of a time in epoch seconds, with room. */
const leastSeconds = 1e-6;

/**
 * Reads the past of a series again, up to the newest sample that was read, as it is read at a start. Rejects as the
 * reader does.
 *
 * @param now epoch seconds
 */
export async function replayedPast(
  source: SeriesSource,
  reader: SampleReader,
  horizonSeconds: number,
  now: number,
): Promise<readonly Sample[]> {
  const end = source.newestTime;
  const thin = thinner(horizonSeconds, end);
  const samples: Sample[] = [];
  const from = end - pastHorizons * horizonSeconds;
  for await (const page of source.again().past(reader, from, end + leastSeconds, now))
    for (const sample of thin(page)) samples.push(sample);
  return samples;
}
