import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { monotonicSeconds } from '../../plugins/process/clock.ts';
import { ProgressBar, type ProgressStream } from '../report/progress-bar.ts';
import type { SeriesInput } from '../series/series-input.ts';
import type { ArchivedSeries } from './archive.ts';
import { queryPrometheus, type PrometheusQuestion } from './prometheus-query.ts';
import { archivedInput, readRecordedInput, type ArchiveWish } from './recorded-input.ts';

/** A file, a folder, or a Prometheus that is asked. */
export type GivenArchive = string | PrometheusQuestion;

export interface ArchiveStreams {
  readonly stderr: ProgressStream;
  /** Gets the token of Prometheus. */
  readonly secrets: KnownSecrets;
}

/** Reads one series, wherever it is. @returns rejects with OutsideError */
export async function readGivenArchive(
  archive: GivenArchive,
  wish: ArchiveWish,
  streams: ArchiveStreams,
): Promise<SeriesInput> {
  if (typeof archive === 'string') return readRecordedInput(archive, wish);
  const warmUpSeconds = Number.isFinite(wish.warmUpSeconds) ? wish.warmUpSeconds : 0;
  const series = await askPrometheus({ ...archive, from: archive.from - warmUpSeconds }, streams);
  return archivedInput(series, archive.query, { ...wish, stepSeconds: undefined });
}

/** All that Prometheus has, with a bar. */
export async function askPrometheus(
  question: PrometheusQuestion,
  { stderr, secrets }: ArchiveStreams,
): Promise<readonly ArchivedSeries[]> {
  const bar = new ProgressBar(stderr, 'Asking Prometheus', monotonicSeconds);
  try {
    return await queryPrometheus(question, secrets, (share) => bar.update(share));
  } finally {
    bar.end();
  }
}
