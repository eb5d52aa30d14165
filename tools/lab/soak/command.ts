import type { CommandModule } from 'yargs';
import { UsageError } from '../../process/usage-error.ts';

export const benchSoakCommand: CommandModule<object, { hours: string; pace: string; json: boolean }> = {
  command: 'soak',
  describe: 'Run everything at accelerated time: does memory grow, is an event lost?',
  builder: (yargs) =>
    yargs
      .option('hours', { type: 'string', default: '24', describe: 'Hours to live through' })
      .option('pace', {
        type: 'string',
        default: '24',
        describe: 'How many times as fast as in reality, 1 to 24',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' })
      .epilogue(
        'A Redis, a collectd, dma predict and dma deliver of their own, as they are shipped. The garbage collector of the ' +
          'latter two is made to run before each look at the heap. Ctrl-C ends it with what there is until then. The exit ' +
          'code is 1 when something grows or an event was lost.',
      ),
  async handler({ hours, pace, json }) {
    const { soak } = await import('./soak.ts');
    const { formatSoak } = await import('./table.ts');
    const { ProgressBar } = await import('../../report/progress-bar.ts');
    const { untilSignal } = await import('../../process/until-signal.ts');
    const bar = new ProgressBar(process.stderr, 'Soaking', () => performance.now() / 1000);
    const result = await soak({
      hours: numberBetween('--hours', hours, 0.05, 720),
      pace: numberBetween('--pace', pace, 1, 24),
      signal: untilSignal(),
      onProgress: (share) => bar.update(share),
    });
    bar.end();
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : formatSoak(result));
    if (result.faults.length > 0) process.exitCode = 1;
  },
};

function numberBetween(option: string, text: string, least: number, most: number): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= least && number <= most) return number;
  throw new UsageError(`${option} ${text}: expected a number from ${least} to ${most}`);
}
