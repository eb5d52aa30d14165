import { statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { countOf } from '../../notifiers/count-of.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { ModelError } from '../../analysis/detector.ts';
import type { SvmModel } from '../../analysis/detectors/svm-model.ts';
import { type TrainedSvm, trainSvm } from '../../analysis/detectors/training/svm-training.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { writeModel } from '../../plugins/models/model-file.ts';
import { readText } from '../series/csv-series.ts';
import { ProgressBar, type ProgressStream } from '../report/progress-bar.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';
import { type LearnArguments, type LearnSettings, listOf, settingsOf, sourceOf } from './arguments.ts';
import { formatImported, formatLearned, type LearnResult, warningsOf } from './summary.ts';
import { checkWritable, writeWhole } from '../process/written-file.ts';
import { figuresOf } from './figures.ts';
import { type LabelledRange, parseRanges } from './labels.ts';
import { checkRows, countRows, type LearningSeries } from './learning-series.ts';
import { exportRows, importedModel } from './libsvm-files.ts';
import { readMaterial } from './material.ts';
import { learnReportPage } from './report-page.ts';
import { aboutOf, notesOf } from './training-notes.ts';
import { OutsideError } from '../process/command-error.ts';
import { deferringSignals } from '../process/ending-signals.ts';

export interface LearnStreams {
  readonly stdout: Writable;
  readonly stderr: ProgressStream;
  /** Seconds, from any origin. */
  readonly now: () => number;
  /** Gets the password of Redis. */
  readonly secrets: KnownSecrets;
}

/**
 * Checks the command line, reads the series, trains, judges, and writes the model.
 *
 * @returns rejects with UsageError, ConfigError or OutsideError
 */
export async function runLearn(given: LearnArguments, streams: LearnStreams): Promise<void> {
  const source = sourceOf(given);
  const settings = settingsOf(given);
  const ranges = parseRanges(listOf(given.normal), listOf(given.fault), {
    now: epochSeconds(),
    isExport: given.out === undefined,
  });
  for (const option of ['out', 'export', 'report'] as const) {
    if (given[option] !== undefined) checkWritable(given[option], `--${option}`);
  }
  try {
    if (source === 'libsvm') await importModel(given, streams);
    else await learn(given, source, { ...settings, ranges }, streams);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new OutsideError(error.message, { cause: error });
  }
}

async function importModel(
  { importLibsvm, range, out, json }: LearnArguments,
  { stdout }: LearnStreams,
): Promise<void> {
  const scaling = range === undefined ? undefined : readText(range);
  const model = importedModel(readText(importLibsvm!), importLibsvm!, scaling);
  await deferringSignals(() => writeModel(out!, model));
  const imported = {
    file: out!,
    bytes: statSync(out!).size,
    about: model.training.about,
    features: model.features,
    supportVectors: model.machine.vectors.length,
  };
  stdout.write(json === true ? `${JSON.stringify(imported)}\n` : formatImported(imported));
}

async function learn(
  given: LearnArguments,
  source: 'redis' | 'files' | 'manifest',
  settings: LearnSettings & { readonly ranges: readonly LabelledRange[] },
  { stdout, stderr, now, secrets }: LearnStreams,
): Promise<void> {
  const begun = now();
  const { series, remarks } = await withBar(stderr, 'Reading', now, (onProgress) =>
    readMaterial(given, source, { ...settings, secrets }, settings.ranges, onProgress),
  );
  for (const remark of remarks) stderr.write(`dma learn: ${remark}\n`);
  const rows = countRows(series);
  checkRows(rows, settings.ranges);
  if (given.export !== undefined) {
    const training = series.map((each) => each.training);
    await writeWhole(given.export, '--export', withLineEnds(exportRows(training)));
    stderr.write(`dma learn: ${countOf(rows.normal + rows.abnormal, 'row')} written to ${given.export}\n`);
  }
  const { out } = given;
  if (out === undefined) return;
  const trained = await withBar(stderr, 'Learning', now, async (onProgress) =>
    train(series, settings, onProgress),
  );
  const figures = figuresOf(series, trained);
  const { recall, falseShare } = figures;
  const model = {
    ...trained.model,
    training: {
      ...trained.model.training,
      heldOut: { by: figures.heldOutBy, recall, falseShare, precision: figures.precision },
    },
  };
  await deferringSignals(() => writeModel(out, model));
  const result: LearnResult = {
    series: series.map(({ training }) => training.name),
    rows,
    horizonSeconds: [...new Set(series.map(({ training }) => training.horizonSeconds))],
    figures,
    model: describe(out, trained.model, settings.seed),
    warnings: warningsOf(figures, settings.ranges.length > 0),
    seconds: Number((now() - begun).toFixed(3)),
  };
  if (given.report !== undefined)
    await writeWhole(given.report, '--report', [learnReportPage(result, series, trained.heldOutMargins)]);
  stdout.write(given.json === true ? `${JSON.stringify(result)}\n` : formatLearned(result));
}

function train(
  series: readonly LearningSeries[],
  { trainer, seed, falseShare, ranges }: LearnSettings & { readonly ranges: readonly LabelledRange[] },
  onProgress: (share: number) => void,
): TrainedSvm {
  return trainSvm(
    series.map(({ training }) => training),
    {
      trainer,
      random: seededRandom(seed),
      falseShare,
      about: aboutOf(series),
      notes: notesOf(series, ranges, seed),
      onProgress,
    },
  );
}

function describe(
  file: string,
  { machine, features, training }: SvmModel,
  seed: number,
): LearnResult['model'] {
  const { trainer, cost, width, falseShare } = training as unknown as LearnResult['model'];
  return {
    file,
    bytes: statSync(file).size,
    supportVectors: machine.vectors.length,
    features,
    trainer,
    cost,
    width,
    falseShare,
    seed,
  };
}

function* withLineEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

async function withBar<Result>(
  stderr: ProgressStream,
  label: string,
  now: () => number,
  work: (onProgress: (share: number) => void) => Promise<Result>,
): Promise<Result> {
  const bar = new ProgressBar(stderr, label, now);
  try {
    return await work((share) => bar.update(share));
  } finally {
    bar.end();
  }
}
