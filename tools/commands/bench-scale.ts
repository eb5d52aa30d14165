import type { CommandModule } from 'yargs';
import { maxSeconds, maxSeries, wholeNumber } from './whole-number.ts';

export const benchScaleCommand: CommandModule<object, { series: number[]; seconds: number; json: boolean }> =
  {
    command: 'scale',
    describe: 'Measure what many series cost, beside a C program that reads the same Redis, and Prometheus',
    builder: (yargs) =>
      yargs
        .option('series', {
          type: 'number',
          array: true,
          default: [3, 1000, 5000, 50_000],
          describe: 'Numbers of series, each measured by itself',
        })
        .option('seconds', {
          type: 'number',
          default: 30,
          describe: 'The length of each measurement in seconds; a number of series takes three of them',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }),
    async handler({ series, seconds, json }) {
      const counts = series.map((count) => wholeNumber('--series', count, maxSeries));
      wholeNumber('--seconds', seconds, maxSeconds);
      const { benchScale } = await import('../bench/scale.ts');
      const { formatScale } = await import('../bench/scale-table.ts');
      const program = [process.execPath, ...process.execArgv, process.argv[1]!] as const;
      const results = [];
      for (const count of counts)
        results.push(await benchScale({ series: count, seconds, program: [...program] }));
      process.stdout.write(json ? `${JSON.stringify(results)}\n` : `${formatScale(results).join('\n')}\n`);
    },
  };
