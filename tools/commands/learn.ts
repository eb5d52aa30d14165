import type { CommandModule } from 'yargs';
import type { LearnArguments } from '../learn/arguments.ts';
import { configOption } from './config-option.ts';

const text = { type: 'string', requiresArg: true } as const;

/** Seconds since the program started. */
function now(): number {
  return performance.now() / 1000;
}

export const learnCommand: CommandModule<object, LearnArguments> = {
  command: 'learn [files..]',
  describe: 'Train a support vector machine from hours of which it is known whether all was well',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, describe: 'CSV files: t,value' })
      .option('target', { ...text, describe: 'Learn from what Redis holds of this target of dma.yaml' })
      .option('host', { ...text, describe: 'With --target, without --series: of this host (repeatable)' })
      .option('series', {
        ...text,
        describe: 'Learn from this series in Redis: host/plugin/type (repeatable)',
      })
      .option('normal', {
        ...text,
        describe: 'All was well then: "2026-11-21 10:00..10:30", local time (repeatable)',
      })
      .option('fault', { ...text, describe: 'And then it was not (repeatable)' })
      .option('manifest', { ...text, describe: 'Learn from every series of this manifest' })
      .option('import-libsvm', {
        ...text,
        describe: "Make a model file of libsvm's (svm-train, scikit-learn) instead",
      })
      .option('range', { ...text, describe: 'With --import-libsvm: the range file that svm-scale saved' })
      .option('out', { ...text, describe: 'The model file to write' })
      .option('report', { ...text, describe: 'Write a page that shows how good it is to this file' })
      .option('export', {
        ...text,
        describe:
          "Write the rows in libsvm's format; without --out, do no more than that (--normal alone will do)",
      })
      .option('config', configOption)
      .option('limit', {
        ...text,
        describe: 'What counts as exhaustion, such as 60GiB; without ranges, rows are labelled by it',
        defaultDescription: "the target's",
      })
      .option('horizon', {
        ...text,
        describe: 'How far ahead, in seconds',
        defaultDescription: "the target's, or 60",
      })
      .option('false-share', {
        ...text,
        describe: 'Share of normal time that may be called abnormal',
        defaultDescription: '1%',
      })
      .option('trainer', { ...text, describe: 'libsvm or ml-svm', defaultDescription: 'libsvm' })
      .option('seed', {
        ...text,
        describe: 'The same seed and data give the same file',
        defaultDescription: '1',
      })
      .option('json', { type: 'boolean', describe: 'What was learned as one JSON object' })
      .example(
        'dma learn --target memory --normal "2026-11-21 10:00..10:30" --fault "2026-11-21 11:02..11:05" --out m.json',
        'from two stretches of time',
      )
      .example('dma learn used.csv --limit 60GiB --out m.json', 'from recorded series and their limit')
      .example('dma learn --import-libsvm model.txt --out m.json', 'from a model trained elsewhere'),
  async handler(options) {
    const { runLearn } = await import('../learn/learn.ts');
    await runLearn(options, { stdout: process.stdout, stderr: process.stderr, now });
  },
};
