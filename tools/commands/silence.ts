import type { Argv, CommandModule } from 'yargs';
import { configOption } from './config-option.ts';
import { subjectOptions } from './subject-options.ts';

interface Options {
  config: string | undefined;
  json: boolean;
  host: string | undefined;
  target: string | undefined;
  duration: string;
  comment: string;
  ids: string[];
  all: boolean;
}

const shared = {
  config: configOption,
  json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
} as const;

export const silenceCommand: CommandModule = {
  command: 'silence',
  describe: 'Silence hosts or targets for a while: no new alerts; what is still open afterwards is told then',
  builder: (yargs) =>
    yargs
      .command({
        command: 'add',
        describe: 'Add a silence; dma deliver sees it at once, without a restart',
        builder: (inner: Argv) =>
          inner.options({
            ...shared,
            ...subjectOptions,
            duration: {
              type: 'string',
              requiresArg: true,
              default: '1h',
              describe: 'The time from now on, such as 90m, 2h, 1h30m or 7d; at most 365 days',
            },
            comment: {
              type: 'string',
              requiresArg: true,
              default: '',
              describe: 'The reason, for the list and the log',
            },
          }),
        handler: async ({ config, json, host, target, duration, comment }: Options) => {
          const { addSilence } = await import('../silence/silence.ts');
          const { userName } = await import('../process/user-name.ts');
          const wish = {
            host,
            target,
            duration,
            comment,
            by: userName(),
          };
          process.stdout.write(addSilence(config, wish, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'list',
        describe: 'Show the silences, who added them, and when they end',
        builder: (inner: Argv) => inner.options(shared),
        handler: async ({ config, json }: Options) => {
          const { listSilences } = await import('../silence/silence.ts');
          process.stdout.write(listSilences(config, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'expire [ids..]',
        describe: 'End silences now; what is still open is told',
        builder: (inner: Argv) =>
          inner
            .options(shared)
            .positional('ids', {
              type: 'string',
              array: true,
              default: [],
              describe: 'As list shows them, such as 1a2b3c4d',
            })
            .option('all', { type: 'boolean', default: false, describe: 'All silences' }),
        handler: async ({ config, ids, all, json }: Options) => {
          const { expireSilences } = await import('../silence/silence.ts');
          process.stdout.write(expireSilences(config, { ids, all }, json));
        },
      } as unknown as CommandModule)
      .demandCommand(1, 'say add, list or expire'),
  handler: () => undefined,
};
