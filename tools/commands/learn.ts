import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { LearnArguments } from '../learn/arguments.ts';
import { consolidationOption, selectOption, stepOption } from './archive-options.ts';
import { configOption } from './config-option.ts';

const text = { type: 'string', requiresArg: true } as const;

/** Seconds since the program started. */
function now(): number {
  return performance.now() / 1000;
}

export const learnCommand = (secrets: KnownSecrets): CommandModule<object, LearnArguments> => ({
  command: 'learn [files..]',
  describe: 'Train an anomaly detector (SVM) from labelled time ranges, or from a limit',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        describe: 'CSV files (t,value), or others that dma backtest reads',
      })
      .option('select', selectOption)
      .option('consolidation', { ...consolidationOption, defaultDescription: 'max' })
      .option('step', stepOption)
      .option('target', { ...text, describe: 'Learn from the series of this target of dma.yaml in Redis' })
      .option('host', { ...text, describe: 'With --target, without --series: only this host (repeatable)' })
      .option('series', {
        ...text,
        describe: 'Learn from this series in Redis: host/plugin/type (repeatable)',
      })
      .option('normal', {
        ...text,
        describe: 'Healthy time range: "2026-11-21 10:00..10:30", local time (repeatable)',
      })
      .option('fault', { ...text, describe: 'Faulty time range (repeatable)' })
      .option('manifest', { ...text, describe: 'Learn from every series of this manifest' })
      .option('import-libsvm', {
        ...text,
        describe: 'Convert a model file of libsvm (svm-train, scikit-learn) instead',
      })
      .option('range', { ...text, describe: 'With --import-libsvm: the range file of svm-scale' })
      .option('out', { ...text, describe: 'Write the model to this file' })
      .option('report', {
        ...text,
        describe: 'Write an HTML page about the quality of the model to this file',
      })
      .option('export', {
        ...text,
        describe: "Write the training rows in libsvm's format; without --out, only that (--normal is enough)",
      })
      .option('config', configOption)
      .option('limit', {
        ...text,
        describe:
          'The value that counts as exhaustion, such as 60GiB; labels the rows if no ranges are given',
        defaultDescription: "the target's",
      })
      .option('horizon', {
        ...text,
        describe: 'How far ahead to look, in seconds',
        defaultDescription: "the target's, or 60",
      })
      .option('false-share', {
        ...text,
        describe: 'Share of healthy time that may be called abnormal',
        defaultDescription: '1%',
      })
      .option('trainer', {
        ...text,
        describe: 'The library that trains: libsvm or ml-svm',
        defaultDescription: 'libsvm',
      })
      .option('seed', {
        ...text,
        describe: 'Random seed: the same seed and data give the same file',
        defaultDescription: '1',
      })
      .option('json', { type: 'boolean', describe: 'Print the result as one JSON object' })
      .example(
        'dma learn --target memory --normal "2026-11-21 10:00..10:30" --fault "2026-11-21 11:02..11:05" --out m.json',
        'from two time ranges',
      )
      .example('dma learn used.csv --limit 60GiB --out m.json', 'from recorded series and their limit')
      .example('dma learn --import-libsvm model.txt --out m.json', 'from a model trained elsewhere'),
  async handler(options) {
    const { runLearn } = await import('../learn/learn.ts');
    await runLearn(options, { stdout: process.stdout, stderr: process.stderr, now, secrets });
  },
});
