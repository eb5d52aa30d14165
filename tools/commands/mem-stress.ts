import type { CommandModule } from 'yargs';

interface Options {
  size: string;
  count: string;
  interval: string;
  keep: string;
  force: boolean;
}

export const memStressCommand: CommandModule<object, Options> = {
  command: 'mem-stress <size> <count> <interval> <keep>',
  describe: 'Take memory step by step, then keep it for a while',
  builder: (yargs) =>
    yargs
      .positional('size', {
        type: 'string',
        demandOption: true,
        describe: 'Taken each time, such as 200m or 1g',
      })
      .positional('count', { type: 'string', demandOption: true, describe: 'How many times' })
      .positional('interval', {
        type: 'string',
        demandOption: true,
        describe: 'Seconds from one time to the next',
      })
      .positional('keep', { type: 'string', demandOption: true, describe: 'Seconds to keep all of it' })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'Even if the machine has less than that',
      })
      .example('dma mem-stress 200m 16 0.7 5', '16 times 200 MB, one every 0.7 s, kept for 5 s'),
  async handler(options) {
    const { memStress, parseMemStress } = await import('../demonstration/mem-stress.ts');
    const { untilSignal } = await import('../process/until-signal.ts');
    await memStress(parseMemStress(options), {
      availableBytes: process.availableMemory(),
      write: (line) => process.stderr.write(line),
      signal: untilSignal(),
    });
  },
};
