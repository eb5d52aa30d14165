import type { Writable } from 'node:stream';
import { receiverUrl } from '../../notifiers/http-client/http-options.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { checkHost, execInterval, globOption, wholeNumberOption } from '../collectd/exec-options.ts';
import { ExecOutput } from '../collectd/exec-output.ts';
import { epochSeconds, monotonicSeconds, pause } from '../process/clock.ts';
import { ConfigError } from '../process/config-error.ts';
import { TransitionLog, type Logger } from '../process/logger.ts';
import { readPage } from './page.ts';
import { runScrapeRounds } from './scrape-rounds.ts';

const seriesRange = { min: 1, max: 100_000 };
/** The share of an interval in which a page has to come, and the maximum of seconds. */
const [timeoutShare, maxTimeoutSeconds] = [0.8, 30];

export interface ScrapeProgramOptions {
  readonly url: string;
  /** Names of metrics; empty for all. */
  readonly only: readonly string[];
  readonly labels: readonly string[];
  readonly maxSeries: string;
  readonly bearerTokenFile: string | undefined;
  readonly username: string | undefined;
  readonly passwordFile: string | undefined;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  /** The host of the series, and the variable or option that names it. */
  readonly host: string;
  readonly hostSource: string;
  /** Seconds, as collectd tells them in COLLECTD_INTERVAL. */
  readonly intervalText: string;
  /** The stream on which collectd reads our commands. */
  readonly stdout: Writable;
  readonly logger: Logger;
  readonly secrets: KnownSecrets;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Composition root of `dma prometheus-scrape`: gives the metrics of one page to collectd until `signal` is aborted or
 * collectd stops reading.
 *
 * @throws ConfigError for an option that cannot be used
 */
export async function runScrape(options: ScrapeProgramOptions): Promise<void> {
  const { labels, host, secrets, signal } = options;
  const url = checkedUrl(options.url);
  checkHost(host, options.hostSource);
  const maxSeries = wholeNumberOption('--max-series', options.maxSeries, seriesRange);
  const only = options.only.map((text) => globOption('--only', text));
  const intervalSeconds = execInterval(options.intervalText);
  const access = accessOf(options);
  const timeoutSeconds = Math.min(timeoutShare * intervalSeconds, maxTimeoutSeconds);
  const gone = new AbortController();
  const parts = {
    url,
    host,
    labels,
    only,
    maxSeries,
    intervalSeconds,
    read: (ended: AbortSignal) => readPage({ url, access, timeoutSeconds, secrets }, ended),
    output: new ExecOutput(options.stdout, () => gone.abort()),
    log: new TransitionLog(options.logger, monotonicSeconds),
    now: epochSeconds,
    sleep: pause,
  };
  await runScrapeRounds(parts, AbortSignal.any([signal, gone.signal]));
}

function checkedUrl(text: string): string {
  const { error } = receiverUrl.safeParse(text);
  if (error) throw new ConfigError(`url: ${error.issues[0]!.message}`);
  return text;
}

function accessOf(options: ScrapeProgramOptions): Parameters<typeof readPage>[0]['access'] {
  const { bearerTokenFile, username, passwordFile, caFile, certFile, keyFile } = options;
  needBoth(['--username', username], ['--password-file', passwordFile]);
  needBoth(['--cert-file', certFile], ['--key-file', keyFile]);
  if (bearerTokenFile !== undefined && username !== undefined)
    throw new ConfigError(
      '--username is of no use beside --bearer-token-file: there is one Authorization header',
    );
  return {
    bearerTokenFile,
    basicAuth: username === undefined ? undefined : { username, passwordFile: passwordFile! },
    clientCertificate: certFile === undefined ? undefined : { certFile, keyFile: keyFile! },
    caFile,
  };
}

function needBoth(...options: readonly (readonly [string, string | undefined])[]): void {
  const missing = options.filter(([, value]) => value === undefined);
  if (missing.length !== 1) return;
  const given = options.find(([, value]) => value !== undefined)!;
  throw new ConfigError(`${given[0]} needs ${missing[0]![0]}`);
}
