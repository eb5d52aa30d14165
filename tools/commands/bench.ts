import type { CommandModule } from 'yargs';
import { benchBurstCommand } from './bench-burst.ts';
import { benchDeliverCommand } from './bench-deliver.ts';
import { benchRelayCommand } from './bench-relay.ts';
import { benchScaleCommand } from './bench-scale.ts';

/** Seconds since the program started. */
function now(): number {
  return performance.now() / 1000;
}

export const benchCommand: CommandModule<object, { quick: boolean; json: boolean }> = {
  command: 'bench',
  describe: 'Measure how fast prediction is on this machine, and what memory it takes',
  builder: (yargs) =>
    yargs
      .command(benchBurstCommand)
      .command(benchDeliverCommand)
      .command(benchRelayCommand)
      .command(benchScaleCommand)
      .option('quick', {
        type: 'boolean',
        default: false,
        // Each command below has its own, or none.
        global: false,
        describe: 'A first look that takes seconds, with noisier figures',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }),
  async handler({ quick, json }) {
    const { bench } = await import('../bench/bench.ts');
    const { ProgressBar } = await import('../report/progress-bar.ts');
    const { formatBench } = await import('../bench/table.ts');
    const bar = new ProgressBar(process.stderr, 'Measuring', now);
    const result = bench({ quick, now, onProgress: (share) => bar.update(share) });
    bar.end();
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${formatBench(result).join('\n')}\n`);
  },
};
