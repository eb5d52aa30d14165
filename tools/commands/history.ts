import type { Argv, CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';
import { subjectOptions } from './subject-options.ts';

interface Options {
  config: string | undefined;
  json: boolean;
  host: string | undefined;
  target: string | undefined;
  since: string | undefined;
  id: string;
}

const shared = {
  config: configOption,
  json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
} as const;

export const historyCommand = (secrets: KnownSecrets): CommandModule => ({
  command: 'history',
  describe: 'Show the alerts of the last 30 days that have ended, and what came of them',
  builder: (yargs) =>
    yargs
      .command({
        command: 'list',
        aliases: ['$0'],
        describe: 'Show the episodes: since when, for how long, the outcome, and the lead',
        builder: (inner: Argv) =>
          inner.options({
            ...shared,
            ...subjectOptions,
            since: {
              type: 'string',
              requiresArg: true,
              describe: 'Only what ended after it: 2h, 7d, or a time such as 2026-11-14T08:30 [30 days]',
            },
          }),
        handler: async ({ config, json, host, target, since }: Options) => {
          const { listHistory } = await import('../history/history.ts');
          const filter = {
            host,
            target,
            since,
          };
          process.stdout.write(listHistory(config, filter, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'show <id>',
        describe: 'Show one episode: what was predicted then, what came, who was told, what a person said',
        builder: (inner: Argv) =>
          inner.options(shared).positional('id', {
            type: 'string',
            describe: 'As list shows it, or its first 8 characters or more',
          }),
        handler: async ({ config, json, id }: Options) => {
          const { showHistory } = await import('../history/history.ts');
          process.stdout.write(showHistory(config, id, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'report <id>',
        describe: 'Write a page of one episode: the series, what was predicted then, and what came',
        builder: (inner: Argv) =>
          inner
            .option('config', configOption)
            .positional('id', {
              type: 'string',
              describe: 'As list shows it, or its first 8 characters or more',
            })
            .example('dma history report dma-1f2e > alert.html', 'as far back as Redis goes'),
        handler: async ({ config, id }: Options) => {
          const { UsageError } = await import('../process/command-error.ts');
          if (process.stdout.isTTY)
            throw new UsageError(`it writes a page: dma history report ${id} > alert.html`);
          const { episodeReport } = await import('../history/episode-report.ts');
          process.stdout.write(await episodeReport(config, id, { stderr: process.stderr, secrets }));
        },
      } as unknown as CommandModule),
  handler: () => undefined,
});
