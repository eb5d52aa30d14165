import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { ExportArguments } from '../export/export.ts';
import { configOption } from './config-option.ts';

const text = { type: 'string', requiresArg: true } as const;

export const exportCommand = (secrets: KnownSecrets): CommandModule => ({
  command: 'export [series..]',
  describe: 'Write what Redis holds of some series as CSV, or as OpenMetrics for Prometheus',
  builder: (yargs) =>
    yargs
      .positional('series', {
        type: 'string',
        array: true,
        default: [],
        describe: 'Series in Redis: host/plugin/type',
      })
      .options({
        config: configOption,
        target: { ...text, describe: 'All series of this target of dma.yaml instead' },
        host: { ...text, describe: 'With --target: only this host' },
        from: { ...text, describe: 'Start time (2026-11-14T08:30 in local time, -7d) [all]' },
        to: { ...text, describe: 'End time [now]' },
        format: {
          ...text,
          default: 'csv',
          describe: 'csv (one series: t,value, or a column for each data source) or openmetrics',
        },
        out: { ...text, describe: 'Write to this file [stdout]' },
      })
      .example('dma export web1/memory/memory-used --from -7d --out used.csv', 'a week as CSV')
      .example(
        'dma export --target memory --format openmetrics --out memory.txt',
        'for promtool tsdb create-blocks-from openmetrics',
      ),
  async handler(argv) {
    const { config, target, host, from, to, format, out, series } = argv as unknown as ExportArguments;
    const { runExport } = await import('../export/export.ts');
    const given = {
      config,
      series: series.map(String),
      target,
      host,
      from,
      to,
      format,
      out,
    };
    await runExport(given, { stdout: process.stdout, stderr: process.stderr, secrets });
  },
});
