import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';

interface ScrapeOptions {
  readonly url: string;
  readonly only: readonly string[];
  readonly labels: readonly string[];
  readonly host: string | undefined;
  readonly 'max-series': string;
  readonly 'bearer-token-file': string | undefined;
  readonly username: string | undefined;
  readonly 'password-file': string | undefined;
  readonly 'ca-file': string | undefined;
  readonly 'cert-file': string | undefined;
  readonly 'key-file': string | undefined;
}

const text = { type: 'string', requiresArg: true } as const;
const texts = { ...text, array: true, default: [] as string[] } as const;

export const prometheusScrapeCommand = (secrets: KnownSecrets): CommandModule<object, ScrapeOptions> => ({
  command: 'prometheus-scrape <url>',
  describe: 'Give the metrics of an exporter of Prometheus to collectd (started by its exec plugin)',
  builder: (yargs) =>
    yargs
      .positional('url', {
        type: 'string',
        demandOption: true,
        describe: 'The page of metrics, such as http://127.0.0.1:9100/metrics',
      })
      .option('only', {
        ...texts,
        defaultDescription: 'all metrics',
        describe: 'Names of metrics; * and ? are wildcards, {a,b} is one of these words',
      })
      .option('labels', {
        ...texts,
        defaultDescription: 'all labels, with their names',
        describe: 'Labels whose values name the series; series without any of them are left out',
      })
      .option('host', {
        ...text,
        defaultDescription: "collectd's own",
        describe: 'The host of the series, when the exporter is on another machine',
      })
      .option('max-series', { ...text, default: '1000', describe: 'The maximum number of series' })
      .option('bearer-token-file', { ...text, describe: 'The file with the token for Authorization: Bearer' })
      .option('username', { ...text, describe: 'The user for Authorization: Basic' })
      .option('password-file', { ...text, describe: 'The file with the password of that user' })
      .option('ca-file', {
        ...text,
        describe: 'The certificates (PEM) to trust instead of those of the system',
      })
      .option('cert-file', {
        ...text,
        describe: 'The certificate (PEM) to show when the server asks for one',
      })
      .option('key-file', { ...text, describe: 'The key (PEM) of that certificate' }),
  async handler(args) {
    const { hostname } = await import('node:os');
    const { runScrape } = await import('../../plugins/prometheus-scrape/scrape-program.ts');
    const { createLogger } = await import('../../plugins/process/logger.ts');
    const { lineWriter } = await import('../../plugins/process/line-writer.ts');
    const { endSoon, untilSignalOrCollectdEnds } = await import('../process/until-signal.ts');
    const name = 'dma prometheus-scrape';
    await runScrape({
      url: args.url,
      only: args.only,
      labels: args.labels,
      maxSeries: args['max-series'],
      bearerTokenFile: args['bearer-token-file'],
      username: args.username,
      passwordFile: args['password-file'],
      caFile: args['ca-file'],
      certFile: args['cert-file'],
      keyFile: args['key-file'],
      host: args.host ?? process.env['COLLECTD_HOSTNAME'] ?? hostname(),
      hostSource: args.host === undefined ? 'COLLECTD_HOSTNAME' : '--host',
      intervalText: process.env['COLLECTD_INTERVAL'] ?? '10',
      stdout: process.stdout,
      logger: createLogger(name, lineWriter(process.stderr, name), secrets),
      secrets,
      signal: untilSignalOrCollectdEnds(),
    });
    endSoon();
  },
});
