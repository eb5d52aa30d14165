import type { CommandModule } from 'yargs';

interface Options {
  classic: boolean;
}

export const demoCommand: CommandModule<object, Options> = {
  command: 'demo',
  describe: 'Watch a memory leak being predicted, with a private collectd and Redis (see tools/demo)',
  builder: (yargs) =>
    yargs.option('classic', {
      type: 'boolean',
      default: false,
      describe: 'The demonstration of 2017: a straight line through 20 samples of memory, one every 0.1 s',
    }),
  async handler({ classic }) {
    const { constants } = await import('node:os');
    const { demo } = await import('../demonstration/demo.ts');
    const { untilSignal } = await import('../process/until-signal.ts');
    const { endingSignals } = await import('../process/ending-signals.ts');
    // Also a terminal that goes leaves none of its programs and files behind.
    const signal = untilSignal(endingSignals);
    // As a shell tells of a program that a signal has ended.
    let exitCode = 0;
    for (const name of endingSignals)
      process.once(name, () => {
        exitCode ||= 128 + constants.signals[name];
      });
    await demo(process.stdout, signal, classic);
    if (signal.aborted) process.exitCode = exitCode;
  },
};
