import { svmTrainers } from '../../analysis/detectors/trainers/registry.ts';
import type { SvmTrainer } from '../../analysis/detectors/trainers/trainer.ts';
import { defaultFalseShare } from '../../analysis/detectors/training/svm-training.ts';
import { parseLimit } from '../series/given-limit.ts';
import { UsageError } from '../process/command-error.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

/** The command line of `dma learn`, as given; what is given twice is a list. */
export interface LearnArguments {
  readonly files?: readonly string[] | undefined;
  /** One of the series in each file. */
  readonly select?: string | undefined;
  readonly consolidation?: string | undefined;
  readonly step?: string | undefined;
  readonly target?: string | undefined;
  readonly host?: string | readonly string[] | undefined;
  readonly series?: string | readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly manifest?: string | undefined;
  readonly importLibsvm?: string | undefined;
  readonly range?: string | undefined;
  readonly normal?: string | readonly string[] | undefined;
  readonly fault?: string | readonly string[] | undefined;
  readonly limit?: string | undefined;
  readonly horizon?: string | undefined;
  readonly trainer?: string | undefined;
  readonly seed?: string | undefined;
  readonly falseShare?: string | undefined;
  readonly out?: string | undefined;
  readonly export?: string | undefined;
  readonly report?: string | undefined;
  readonly json?: boolean | undefined;
}

const allSources = ['redis', 'files', 'manifest', 'libsvm'] as const;

/** The form of each option, and the sources that it goes with. */
const options: Readonly<Record<Exclude<keyof LearnArguments, 'files'>, [string, readonly Source[]]>> = {
  select: ['--select', ['files']],
  consolidation: ['--consolidation', ['files']],
  step: ['--step', ['files']],
  target: ['--target', ['redis']],
  host: ['--host', ['redis']],
  series: ['--series', ['redis']],
  // May come from the environment, and then is not given.
  config: ['--config', allSources],
  manifest: ['--manifest', ['manifest']],
  importLibsvm: ['--import-libsvm', ['libsvm']],
  range: ['--range', ['libsvm']],
  normal: ['--normal', ['redis', 'files']],
  fault: ['--fault', ['redis', 'files']],
  limit: ['--limit', ['redis', 'files']],
  horizon: ['--horizon', ['redis', 'files']],
  trainer: ['--trainer', ['redis', 'files', 'manifest']],
  seed: ['--seed', ['redis', 'files', 'manifest']],
  falseShare: ['--false-share', ['redis', 'files', 'manifest']],
  export: ['--export', ['redis', 'files', 'manifest']],
  report: ['--report', ['redis', 'files', 'manifest']],
  out: ['--out', allSources],
  json: ['--json', allSources],
};
const repeatable: ReadonlySet<string> = new Set(['host', 'series', 'normal', 'fault']);

/** The source of the series; `libsvm` is a model that was trained elsewhere. */
export type Source = 'redis' | 'files' | 'manifest' | 'libsvm';

const sourceNames: Readonly<Record<Source, string>> = {
  redis: 'a series in Redis',
  files: 'files',
  manifest: '--manifest',
  libsvm: '--import-libsvm',
};

/**
 * One place to learn from, only the options that go with it, and each of them once.
 *
 * @throws UsageError
 */
export function sourceOf(given: LearnArguments): Source {
  for (const [key, [option]] of Object.entries(options)) {
    if (!Array.isArray(given[key as keyof LearnArguments]) || repeatable.has(key)) continue;
    throw new UsageError(`${option}: is given twice; say it once`);
  }
  const named: Source[] = [];
  if (given.target !== undefined || given.series !== undefined) named.push('redis');
  if (listOf(given.files).length > 0) named.push('files');
  if (given.manifest !== undefined) named.push('manifest');
  if (given.importLibsvm !== undefined) named.push('libsvm');
  const [source, ...others] = named;
  if (source === undefined)
    throw new UsageError('say what to learn from: --target, --series, files, --manifest, or --import-libsvm');
  if (others.length > 0)
    throw new UsageError(
      `${named.map((name) => sourceNames[name]).join(' and ')}: learn from one of them only`,
    );
  for (const [key, [option, sources]] of Object.entries(options)) {
    if (given[key as keyof LearnArguments] === undefined || sources.includes(source)) continue;
    throw new UsageError(
      `${option}: does not go with ${sourceNames[source]}, only with ${sources.map((name) => sourceNames[name]).join(' or ')}`,
    );
  }
  if (given.host !== undefined && (given.series !== undefined || given.target === undefined))
    throw new UsageError('--host: goes with --target alone; a --series names its host itself');
  checkFiles(given, source);
  return source;
}

/** Checks that every output has a file, and that no file is read and written or written twice. */
function checkFiles(given: LearnArguments, source: Source): void {
  if (given.out === undefined && (source === 'libsvm' || given.export === undefined))
    throw new UsageError('--out: say where the model goes, such as --out memory-svm.json');
  if (given.out === undefined && given.report !== undefined)
    throw new UsageError('--report: is about a model; name its file with --out');
  const written = [given.out, given.report, given.export].filter((file) => file !== undefined);
  const read = [...listOf(given.files), given.manifest, given.importLibsvm, given.range];
  const twice = written.find((file, index) => written.indexOf(file) < index || read.includes(file));
  if (twice !== undefined) throw new UsageError(`${twice}: is named twice; it would be overwritten`);
}

/** The settings of training. */
export interface LearnSettings {
  readonly trainer: SvmTrainer;
  readonly seed: number;
  /** Share of normal time that may be called abnormal, 0 to 0.5. */
  readonly falseShare: number;
  /** Undefined when it is left to the target. */
  readonly horizonSeconds: number | undefined;
  /** In the unit of the series; undefined when it is left to the target. */
  readonly limit: number | undefined;
}

/** @throws UsageError */
export function settingsOf(given: LearnArguments): LearnSettings {
  return {
    trainer: trainerOf(given),
    seed: numberOf('--seed', given.seed, isSeed, 'a whole number from 0 to 2147483647') ?? 1,
    falseShare: falseShareOf(given),
    horizonSeconds: numberOf(
      '--horizon',
      given.horizon,
      (seconds) => seconds >= 1 && seconds <= 86_400,
      'seconds from 1 to 86400',
    ),
    limit: parseLimit(given.limit),
  };
}

function trainerOf({ trainer }: LearnArguments): SvmTrainer {
  if (trainer === undefined) return svmTrainers[0]!;
  const found = svmTrainers.find(({ name }) => name === trainer);
  if (found) return found;
  throw expectedOneOf(
    '--trainer',
    svmTrainers.map(({ name }) => name),
    trainer,
  );
}

function isSeed(seed: number): boolean {
  return Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31;
}

function falseShareOf({ falseShare }: LearnArguments): number {
  if (falseShare === undefined) return defaultFalseShare;
  const [, number, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(falseShare.trim()) ?? [];
  const share = number === undefined ? Number.NaN : Number(number) / (percent === '%' ? 100 : 1);
  if (share >= 0 && share <= 0.5) return share;
  throw new UsageError(
    `--false-share: expected a share of normal time from 0 to 50 %, such as 1%, not "${falseShare}"`,
  );
}

function numberOf(
  option: string,
  text: string | undefined,
  isRight: (number: number) => boolean,
  rule: string,
): number | undefined {
  if (text === undefined) return undefined;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (isRight(number)) return number;
  throw new UsageError(`${option}: expected ${rule}, not "${text}"`);
}

/** An option that may be given once, several times, or not at all. */
export function listOf(given: string | readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  return typeof given === 'string' ? [given] : given;
}
