import type { Argv, CommandModule } from 'yargs';
import { configOption } from './config-option.ts';

interface Options {
  config: string | undefined;
  json: boolean;
  all: boolean;
}

const shared = {
  config: configOption,
  json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
} as const;

export const eventsCommand: CommandModule = {
  command: 'events',
  describe: 'Look at, or clear, the events table of OpenStack Congress',
  builder: (yargs) =>
    yargs
      .command({
        command: 'list',
        describe: 'Show the rows of all writers',
        builder: (inner: Argv) => inner.options(shared),
        handler: async (options: Options) => {
          const { listEvents } = await import('../events.ts');
          process.stdout.write(await listEvents(options.config, options.json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'clear',
        describe: 'Remove the rows that collectd-dma wrote, of all hosts',
        builder: (inner: Argv) =>
          inner.options(shared).option('all', {
            type: 'boolean',
            default: false,
            describe: "Remove other monitors' rows as well",
          }),
        handler: async (options: Options) => {
          const { clearEvents } = await import('../events.ts');
          process.stdout.write(await clearEvents(options.config, options.all, options.json));
        },
      } as unknown as CommandModule)
      .demandCommand(1, 'say list or clear'),
  handler: () => undefined,
};
