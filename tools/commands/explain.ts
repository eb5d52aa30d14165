import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly at: string | undefined;
  readonly json: boolean;
  readonly series: readonly string[];
}

export const explainCommand = (secrets: KnownSecrets): CommandModule<object, Options> => ({
  command: 'explain <series..>',
  describe: 'Say of one series what each rule of the risk says, and what would make an alert come or go',
  builder: (yargs) =>
    yargs
      .options({
        config: configOption,
        at: {
          type: 'string',
          requiresArg: true,
          describe: 'At a time of the past: 2026-11-14T08:30 in local time, or -2h [now]',
        },
        json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
      })
      .positional('series', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'The name of the series, or parts of its host, resource and name',
      })
      .example('dma explain web1 memory', 'why there is an alert, or none')
      .example('dma explain web1/memory/memory-used --at 2026-11-14T03:12', 'why there was one'),
  async handler({ config, at, json, series }) {
    const { explain } = await import('../explain/explain.ts');
    const options = { config, words: series.map(String), at, json };
    process.stdout.write(await explain(options, { stderr: process.stderr, secrets }));
  },
});
