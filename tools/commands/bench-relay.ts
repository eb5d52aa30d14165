import type { CommandModule } from 'yargs';
import { maxRate, maxSeconds, wholeNumber } from './whole-number.ts';

export const benchRelayCommand: CommandModule<object, { rate: number; seconds: number; json: boolean }> = {
  command: 'relay',
  describe: 'Measure what dma relay takes of this machine, with a writer that works as write_redis does',
  builder: (yargs) =>
    yargs
      .option('rate', { type: 'number', default: 25_000, describe: 'Samples a second' })
      .option('seconds', {
        type: 'number',
        default: 20,
        describe: 'The length of the measurement of a steady stream, in seconds',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }),
  async handler({ rate, seconds, json }) {
    wholeNumber('--rate', rate, maxRate);
    wholeNumber('--seconds', seconds, maxSeconds);
    const { benchRelay, formatRelayCost } = await import('../bench/relay-cost.ts');
    const program = [process.execPath, ...process.execArgv, process.argv[1]!] as const;
    const result = await benchRelay({ rate, seconds, program: [...program] });
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${formatRelayCost(result).join('\n')}\n`);
  },
};
