import type { CommandModule } from 'yargs';
import { maxSeries, wholeNumber } from './whole-number.ts';

export const benchBurstCommand: CommandModule<object, { series: number; burst: number; json: boolean }> = {
  command: 'burst',
  describe: 'Measure how alerts come when some of many series begin to climb at once; takes ten minutes',
  builder: (yargs) =>
    yargs
      .option('series', { type: 'number', default: 20_000, describe: 'Number of series' })
      .option('burst', { type: 'number', default: 1000, describe: 'Number of those that climb' })
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }),
  async handler({ series, burst, json }) {
    wholeNumber('--series', series, maxSeries);
    wholeNumber('--burst', burst, series);
    const { benchBurst } = await import('../bench/burst.ts');
    const { formatBurst } = await import('../bench/burst-table.ts');
    const program = [process.execPath, ...process.execArgv, process.argv[1]!] as const;
    const result = await benchBurst({ series, burst, program: [...program] });
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${formatBurst(result).join('\n')}\n`);
  },
};
