import type { CommandModule } from 'yargs';

export const benchDeliverCommand: CommandModule<object, { quick: boolean; json: boolean }> = {
  command: 'deliver',
  describe: 'Measure how long a notification takes to a receiver on this machine',
  builder: (yargs) =>
    yargs
      .option('quick', {
        type: 'boolean',
        default: false,
        describe: 'A first look that takes seconds, with noisier figures',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }),
  async handler({ quick, json }) {
    const { ProgressBar } = await import('../report/progress-bar.ts');
    const { benchDelivery } = await import('../bench/deliver-latency.ts');
    const { formatDeliverBench } = await import('../bench/deliver-latency.ts');
    const bar = new ProgressBar(process.stderr, 'Measuring', () => performance.now() / 1000);
    const result = await benchDelivery({
      files: quick ? 50 : 1000,
      enqueues: quick ? 10 : 200,
      program: [process.execPath, ...process.execArgv, process.argv[1]!],
      onProgress: (share) => bar.update(share),
    });
    bar.end();
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : formatDeliverBench(result));
  },
};
