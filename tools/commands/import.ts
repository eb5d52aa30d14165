import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { ImportArguments } from '../archives/import.ts';
import { consolidationOption, prometheusOptions, selectOption } from './archive-options.ts';

const text = { type: 'string', requiresArg: true } as const;

export const importCommand = (secrets: KnownSecrets): CommandModule => ({
  command: 'import [input]',
  describe: 'List the series that another program has kept, or write one as CSV',
  builder: (yargs) =>
    yargs
      .positional('input', {
        type: 'string',
        describe:
          'A file of rrdtool, Whisper, Prometheus, sysstat or CSV, or a folder of collectd or Graphite',
      })
      .options({
        out: { ...text, describe: 'Write the series as CSV (t,value) to this file; - for stdout' },
        select: selectOption,
        consolidation: { ...consolidationOption, defaultDescription: 'max' },
        from: { ...text, describe: 'Start time (2026-11-14T08:30 in local time, -7d)' },
        to: { ...text, describe: 'End time' },
        'time-column': { ...text, describe: 'The column of the times in a CSV file' },
        'value-column': { ...text, describe: 'The column of the values in a CSV file' },
        ...prometheusOptions,
        json: { type: 'boolean', default: false, describe: 'Machine-readable list' },
      })
      .example('dma import memory-used.rrd', 'the data sources of an RRD file')
      .example(
        'dma import /var/lib/collectd/rrd/web1 --select memory-used --out used.csv',
        'one series as CSV',
      )
      .example(
        'dma import --prometheus http://localhost:9090 --query node_load1 --from -30d --out load.csv',
        'a month of Prometheus',
      ),
  async handler(argv) {
    // As yargs knows them: it brings the names with hyphens in camel case as well.
    const given = argv as unknown as ImportArguments;
    const { runImport } = await import('../archives/import.ts');
    await runImport(given, { stdout: process.stdout, stderr: process.stderr, secrets });
  },
});
