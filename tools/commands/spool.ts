import type { Argv, CommandModule } from 'yargs';
import { configOption } from './config-option.ts';

interface Options {
  config: string | undefined;
  json: boolean;
  names: string[];
  name: string;
  all: boolean;
}

const shared = {
  config: configOption,
  json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
} as const;

const names = {
  type: 'string',
  array: true,
  default: [],
  describe: 'As list shows them, such as http/000000000012-1795226495.716.json; or a notifier',
} as const;

export const spoolCommand: CommandModule = {
  command: 'spool',
  describe: 'Show what waits for the notifiers, what is open and what failed; retry it, or remove it',
  builder: (yargs) =>
    yargs
      .command({
        command: 'list',
        describe: 'Show what waits for each notifier, which episodes are open, what failed, and why',
        builder: (inner: Argv) => inner.options(shared),
        handler: async ({ config, json }: Options) => {
          const { listSpool } = await import('../spool/spool.ts');
          process.stdout.write(listSpool(config, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'show <name>',
        describe: 'Show one entry, and why it failed or waits; or an open episode',
        builder: (inner: Argv) =>
          inner.options(shared).positional('name', { type: 'string', describe: 'As list --json shows it' }),
        handler: async ({ config, name, json }: Options) => {
          const { showSpoolEntry } = await import('../spool/spool.ts');
          process.stdout.write(showSpoolEntry(config, name, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'retry [names..]',
        describe: 'Put back what failed, and make what waits due now',
        builder: (inner: Argv) =>
          inner
            .options(shared)
            .positional('names', names)
            .option('all', { type: 'boolean', default: false, describe: 'Everything' }),
        handler: async ({ config, names: chosen, all, json }: Options) => {
          const { retrySpool } = await import('../spool/spool.ts');
          process.stdout.write(retrySpool(config, { names: chosen, all }, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'drop [names..]',
        describe: 'Remove entries for good, by their exact names; or end open episodes, by their ids',
        builder: (inner: Argv) =>
          inner
            .options(shared)
            .positional('names', {
              ...names,
              describe: `${names.describe}; or ids of episodes that never end, such as dma-0123456789abcdef: the notifiers that know of one are told that it is over`,
            })
            .option('all', {
              type: 'boolean',
              default: false,
              describe: 'All entries, or all of the notifiers that are named; no episodes',
            }),
        handler: async ({ config, names: chosen, all, json }: Options) => {
          const { dropSpool } = await import('../spool/spool.ts');
          process.stdout.write(dropSpool(config, { names: chosen, all }, json));
        },
      } as unknown as CommandModule)
      .demandCommand(1, 'say list, show, retry or drop'),
  handler: () => undefined,
};
