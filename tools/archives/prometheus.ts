import { z } from 'zod';
import { countOf } from '../../notifiers/count-of.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ArchivedSeries, ArchiveInput, ArchiveReader } from './archive.ts';
import { parsedJson } from './parsed-json.ts';

/** Labels by their names. */
export type Labels = Readonly<Record<string, string>>;

const answerSchema = z.union([
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.object({
      resultType: z.string(),
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()).default({}),
          values: z.array(z.tuple([z.number(), z.string()])).default([]),
        }),
      ),
    }),
  }),
]);

const kind = 'answer of Prometheus to query_range';

/** A time series of Prometheus: its labels, and its values as text by their epoch seconds. */
export interface RangeSeries {
  readonly metric: Labels;
  readonly values: readonly [time: number, value: string][];
}

/** The answer of Prometheus to a range query, as `curl` saves it. */
export const prometheusAnswer: ArchiveReader = {
  kind,
  recognises: ({ head }) => /^\{\s*"(?:status|data)"\s*:/.test(head),
  open: (input) => seriesOfRange(rangeOf(input), input.path),
};

/** @throws OutsideError for another answer, with the error that Prometheus gives */
export function rangeOf(input: Pick<ArchiveInput, 'path' | 'bytes'>): readonly RangeSeries[] {
  const answer = parsedJson(input, answerSchema, kind);
  if (answer.status === 'error')
    throw new OutsideError(
      `${input.path}: Prometheus refused the query: ${answer.errorType}: ${answer.error}`,
    );
  const { resultType, result } = answer.data;
  if (resultType === 'matrix') return result;
  throw new OutsideError(
    `${input.path}: is a ${resultType} of one moment; ask /api/v1/query_range with start, end and step`,
  );
}

/** @throws OutsideError when there is nothing in it */
export function seriesOfRange(range: readonly RangeSeries[], name: string): readonly ArchivedSeries[] {
  if (range.length === 0)
    throw new OutsideError(
      `${name}: Prometheus has nothing for this query and range; look at its labels and times`,
    );
  return range.map(({ metric, values }) => ({
    name: seriesName(metric),
    about: countOf(values.length, 'value'),
    read: () => ({
      // NaN also for +Inf.
      values: values.map(([time, text]) => ({ time, value: Number(text) })),
      remarks: [],
    }),
  }));
}

/** As Prometheus writes it: `node_load1{instance="web1:9100"}`. */
export function seriesName({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.keys(labels)
    .toSorted()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`);
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(',')}}` : name;
}
