import type { CommandModule } from 'yargs';

export const demoCommand: CommandModule = {
  command: 'demo',
  describe: 'Watch a memory leak being predicted, with a private collectd and Redis (see tools/demo)',
  async handler() {
    const { demo } = await import('../demonstration/demo.ts');
    const { untilSignal } = await import('../process/until-signal.ts');
    const signal = untilSignal();
    await demo(process.stdout, signal);
    if (signal.aborted) process.exitCode = 130;
  },
};
