import type { Argv, CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

interface Options {
  config: string | undefined;
  notifier: string | undefined;
  json: boolean;
  all: boolean;
  name: string | undefined;
  persistData: boolean;
}

const shared = {
  config: configOption,
  notifier: {
    type: 'string',
    requiresArg: true,
    describe: 'The congress of dma.yaml that is meant, where there are several',
  },
  json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
} as const;

export const eventsCommand = (secrets: KnownSecrets): CommandModule => {
  const choiceOf = ({ config: file, notifier }: Options) => ({ file, notifier, secrets });
  return {
    command: 'events',
    describe: 'Look at, clear or set up the events table of OpenStack Congress',
    builder: (yargs) =>
      yargs
        .command({
          command: 'list',
          describe: 'Show the rows of all writers',
          builder: (inner: Argv) => inner.options(shared),
          handler: async (options: Options) => {
            const { listEvents } = await import('../events/events.ts');
            process.stdout.write(await listEvents(choiceOf(options), options.json));
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
            const { clearEvents } = await import('../events/events.ts');
            process.stdout.write(await clearEvents(choiceOf(options), options.all, options.json));
          },
        } as unknown as CommandModule)
        .command({
          command: 'schema',
          describe: 'Show the columns of its tables, as Congress has them',
          builder: (inner: Argv) => inner.options(shared),
          handler: async (options: Options) => {
            const { showSchema } = await import('../events/events.ts');
            process.stdout.write(await showSchema(choiceOf(options), options.json));
          },
        } as unknown as CommandModule)
        .command({
          command: 'create-datasource',
          describe: 'Create the data source that dma.yaml names, of the doctor driver',
          builder: (inner: Argv) =>
            inner
              .options(shared)
              .option('name', {
                type: 'string',
                requiresArg: true,
                defaultDescription: 'the one in dma.yaml',
                describe: 'Under this name',
              })
              .option('persist-data', {
                type: 'boolean',
                default: true,
                describe: 'Whether rows survive a restart of Congress',
              }),
          handler: async (options: Options) => {
            const { createEventsSource } = await import('../events/events.ts');
            process.stdout.write(await createEventsSource(choiceOf(options), options, options.json));
          },
        } as unknown as CommandModule)
        .demandCommand(1, 'say list or clear (or, to set it up, schema or create-datasource)'),
    handler: () => undefined,
  };
};
