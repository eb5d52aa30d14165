import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly lag: string | undefined;
  readonly allHosts: boolean;
  readonly json: boolean;
  readonly series: readonly string[];
}

const defaultColumns = 100;

export const correlateCommand = (secrets: KnownSecrets): CommandModule => ({
  command: 'correlate <series..>',
  describe: 'Say which other series moved with one, how long before or after, and how much alike',
  builder: (yargs) =>
    yargs
      .options({
        config: configOption,
        from: {
          type: 'string',
          requiresArg: true,
          describe: 'The beginning: 2026-11-14T08:30 in local time, or -2h [an hour before the end]',
        },
        to: { type: 'string', requiresArg: true, describe: 'The end, likewise [now]' },
        lag: {
          type: 'string',
          requiresArg: true,
          describe:
            'How long before or after a series may have moved, such as 2m [the horizon of the series]',
        },
        'all-hosts': {
          type: 'boolean',
          default: false,
          describe: 'The series of all hosts, not of its own alone',
        },
        json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
      })
      .positional('series', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'The name of the series, or parts of its host, resource and name',
      })
      .example('dma correlate web1 memory', 'what moved with it in the last hour')
      .example(
        'dma correlate web1/memory/memory-used --from 2026-11-14T03:00 --to 2026-11-14T03:30',
        'and then',
      ),
  async handler(argv) {
    // As yargs knows them: it brings the names with hyphens in camel case as well.
    const { config, from, to, lag, allHosts, json, series } = argv as unknown as Options;
    const { correlate } = await import('../correlate/correlate.ts');
    const { glyphsFor } = await import('../watch/glyphs.ts');
    const options = {
      config,
      words: series.map(String),
      from,
      to,
      lag,
      isEveryHost: allHosts,
      json,
      glyphs: glyphsFor((name) => process.env[name]),
      columns: process.stdout.columns ?? defaultColumns,
    };
    process.stdout.write(await correlate(options, { stderr: process.stderr, secrets }));
  },
});
