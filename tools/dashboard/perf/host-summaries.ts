import { hostOf, isOwnName } from '../../../plugins/collectd/identifier.ts';
import type { WriteRedisReader } from '../../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../../plugins/samples/sample-reader.ts';
import { Refusal } from '../refusal.ts';
import { perfName } from './perf-name.ts';
import { PerfSums, summaryKinds, type PerfSummary } from './summary.ts';

/** The number of samples that one answer may read: a day of ten series with a sample a second. */
const maxSamples = 1_000_000;

/** collectd's types have at most six data sources. */
const dataSourceEnds = ['', ...Array.from({ length: 10 }, (_, index) => `:${index}`)];

/** The hosts that have given values, but for our own. @param known the names that Redis holds */
export function perfHosts(known: ReadonlySet<string>): readonly string[] {
  const hosts = [...known].filter((name) => name.includes('/') && !isOwnName(name)).map(hostOf);
  return [...new Set(hosts)].toSorted();
}

/**
 * Sums up the values of a host by minute and by hour.
 *
 * @param label part of the name of a summary, such as `by-minute:mem`, whatever its case; empty for all
 * @param now epoch seconds
 * @returns by the name of the summary, such as `summary:by-minute:mem`; rejects as the reader does, and with Refusal
 */
export async function hostSummaries(
  reader: Pick<WriteRedisReader, 'range'>,
  known: ReadonlySet<string>,
  { host, label }: { readonly host: string; readonly label: string },
  now: number,
): Promise<Readonly<Record<string, PerfSummary>>> {
  const summaries: [string, PerfSummary][] = [];
  const wanted = label.toLowerCase();
  const isWanted = (key: string): boolean => key.toLowerCase().includes(wanted);
  let left = maxSamples;
  const names = [...known].filter((name) => hostOf(name) === host && !isOwnName(name)).toSorted();
  for (const name of names) {
    // The data sources of a series are not known before it is read, and only end its name.
    const kinds = summaryKinds.filter((kind) =>
      dataSourceEnds.some((end) => isWanted(keyOf(kind.name, perfName(name, 0, 1)) + end)),
    );
    const sums = new Map<string, PerfSums>();
    if (kinds.length === 0) continue;
    const from = Math.min(...kinds.map((kind) => new PerfSums(kind, now).start));
    for (const { time, values } of await samplesOf(reader, name, from, now, left)) {
      left -= values.length;
      for (const [index, value] of values.entries())
        for (const kind of kinds) {
          const key = keyOf(kind.name, perfName(name, index, values.length));
          if (!isWanted(key)) continue;
          const sum = sums.get(key) ?? new PerfSums(kind, now);
          sums.set(key, sum);
          sum.add(time, value);
        }
    }
    for (const [key, { summary }] of sums) if (summary) summaries.push([key, summary]);
  }
  return Object.fromEntries(summaries);
}

function keyOf(kind: string, name: string): string {
  return `summary:${kind}:${name}`;
}

/** The samples of one series; without any where its key holds something else. */
async function samplesOf(
  reader: Pick<WriteRedisReader, 'range'>,
  name: string,
  from: number,
  to: number,
  max: number,
): Promise<{ readonly time: number; readonly values: readonly number[] }[]> {
  const samples = [];
  try {
    for await (const { entries } of reader.range(name, from, to)) {
      samples.push(...entries);
      if (samples.length > max)
        throw new Refusal(413, 'these are too many samples; add a label to the address');
    }
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
  }
  return samples;
}
