import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { consolidationOption, prometheusOptions, selectOption } from './archive-options.ts';
import { configOption } from './config-option.ts';
import type { BacktestArguments } from '../backtest/arguments.ts';

const text = { type: 'string', requiresArg: true } as const;

/** As yargs knows them: it brings the names with hyphens in camel case as well. */
type Options = Omit<
  BacktestArguments,
  'riskFrom' | 'timeColumn' | 'valueColumn' | 'bearerTokenFile' | 'caFile'
> & {
  readonly 'risk-from': string | undefined;
  readonly 'time-column': string | undefined;
  readonly 'value-column': string | undefined;
  readonly 'bearer-token-file': string | undefined;
  readonly 'ca-file': string | undefined;
};

export const backtestCommand = (secrets: KnownSecrets): CommandModule<object, Options> => ({
  command: 'backtest [file]',
  describe: 'Replay a past series through the code of dma predict and judge its alerts',
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        describe:
          'CSV with a column of times and one of values; or of rrdtool, Whisper, Prometheus, sadf; or a folder of collectd or Graphite',
      })
      .option('time-column', {
        ...text,
        describe: 'The column of the times in the file [t, time, timestamp, ...]',
      })
      .option('value-column', {
        ...text,
        describe: 'The column of the values [value, or the other one of two]',
      })
      .option('select', selectOption)
      .option('consolidation', {
        ...consolidationOption,
        defaultDescription: 'max; with --lower min, with an ensemble average',
      })
      .options(prometheusOptions)
      .option('target', { ...text, describe: 'Replay the series of this target of dma.yaml from Redis' })
      .option('host', { ...text, describe: 'With --target: only this host' })
      .option('series', { ...text, describe: 'Replay this series from Redis: host/plugin/type' })
      .option('from', { ...text, describe: 'Start time (2026-11-14T08:30 in local time, -7d)' })
      .option('to', { ...text, describe: 'End time' })
      .option('config', configOption)
      .option('limit', { ...text, describe: 'The value that counts as exhaustion, such as 60GiB' })
      .option('capacity', { ...text, describe: 'With a file: the whole of the resource, such as 64GiB' })
      .option('lower', {
        type: 'boolean',
        describe: 'The limit is a lower one, as for available memory',
        defaultDescription: 'as the target says, or an upper one',
      })
      .option('horizon', {
        ...text,
        describe: 'How far ahead to predict, in seconds; auto chooses it by the past of the series',
      })
      .option('forecaster', { ...text, describe: 'The forecaster to use, such as auto or linear' })
      .option('samples', { ...text, describe: 'Number of samples that the forecaster sees (auto sees all)' })
      .option('level', { ...text, describe: 'Coverage of the prediction interval, 0 to 1' })
      .option('detector', {
        ...text,
        describe:
          'Model file of a detector whose verdict counts too; or ensemble, which says what is odd in a series without a limit',
        defaultDescription: "the target's, if it has one",
      })
      .option('risk-from', {
        ...text,
        describe: 'With a detector, take the risk from: forecast, detector or both',
        defaultDescription: 'as the target says, or both',
      })
      .option('format', {
        ...text,
        describe: 'jsonl or csv (a row per sample), or table (a summary)',
        defaultDescription: 'table on a terminal, jsonl otherwise',
      })
      .option('json', { type: 'boolean', describe: 'Print the summary as one JSON object' })
      .option('report', { ...text, describe: 'Write an HTML page with plots to this file' })
      .option('recommend', {
        type: 'boolean',
        default: false,
        describe:
          'Compare all forecasters and windows, and lead against false alarms at other horizons and thresholds',
      })
      .option('manifest', { ...text, describe: 'Replay every series of this manifest instead' })
      .option('streams', {
        ...text,
        describe: 'With --manifest: folder for the CSV files t,pred,q10,q50,q90,alert',
      })
      .example('dma backtest used.csv --limit 60GiB --report used.html', 'a recorded series, with plots')
      .example('dma backtest used.csv --limit 60GiB --detector svm.json', 'with a model of dma learn')
      .example(
        'dma backtest requests.csv --detector ensemble --horizon auto',
        'what is odd in a series without a limit',
      )
      .example(
        "dma backtest --prometheus http://localhost:9090 --query 'node_filefd_allocated' --from -30d --limit 1e6",
        'what Prometheus has kept',
      )
      .example(
        'dma backtest --target memory --host web1 --from -7d',
        'the alerts that dma.yaml would have given',
      )
      .example('dma backtest used.csv --limit 60GiB --recommend', 'compare forecasters and windows'),
  async handler(options) {
    const { runBacktestCommand } = await import('../backtest/run-command.ts');
    await runBacktestCommand(options, { stdout: process.stdout, stderr: process.stderr, secrets });
  },
});
