import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import {
  runScrape,
  type ScrapeProgramOptions,
} from '../../../../plugins/prometheus-scrape/scrape-program.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';

const options: ScrapeProgramOptions = {
  url: 'http://127.0.0.1:9/metrics',
  only: [],
  labels: [],
  maxSeries: '10',
  bearerTokenFile: undefined,
  username: undefined,
  passwordFile: undefined,
  caFile: undefined,
  certFile: undefined,
  keyFile: undefined,
  host: 'web1',
  hostSource: '--host',
  intervalText: '0.05',
  stdout: new PassThrough(),
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  secrets: new KnownSecrets(),
  signal: AbortSignal.abort(),
};

describe('dma prometheus-scrape', () => {
  for (const [wrong, message] of [
    [{ url: 'localhost:9100' }, 'url: must be a URL that starts with http:// or https://'],
    [{ url: 'http://u:p@h/' }, 'url: must not hold user:password@ (secrets are files)'],
    [{ maxSeries: '0' }, '--max-series: expected a whole number from 1 to 100000, not "0"'],
    [{ only: [''] }, '--only: "": is empty'],
    [{ intervalText: 'x' }, 'COLLECTD_INTERVAL: "x": has to be a number of seconds above 0'],
    [{ host: 'a/b' }, '--host: the host "a/b" holds a slash'],
    [{ username: 'u' }, '--username needs --password-file'],
    [{ keyFile: 'k' }, '--key-file needs --cert-file'],
    [
      { bearerTokenFile: 't', username: 'u', passwordFile: 'p' },
      '--username is of no use beside --bearer-token-file: there is one Authorization header',
    ],
  ] as const)
    it(`refuses ${JSON.stringify(wrong)}`, async () => {
      await assert.rejects(runScrape({ ...options, ...wrong }), new ConfigError(message));
    });

  describe('of a server', () => {
    let server: Server;
    let answer: { status: number; headers?: Record<string, string>; body: string };
    let accepted: string | undefined;
    let url: string;
    beforeEach(async () => {
      server = createServer((request, response) => {
        accepted = request.headers.accept;
        response.writeHead(answer.status, answer.headers).end(answer.body);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
    });
    afterEach(async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });

    /** Runs until something is given or logged. */
    async function first(): Promise<string> {
      const stdout = new PassThrough();
      const stop = new AbortController();
      let said = '';
      const tell = (text: string): void => {
        said ||= text;
        stop.abort();
      };
      stdout.once('data', (data) => tell(String(data)));
      await runScrape({
        ...options,
        url,
        stdout,
        intervalText: '1',
        logger: { info: tell, warn: tell, error: tell },
        signal: stop.signal,
      });
      return said.replace(url, 'URL');
    }

    it('gives the values to collectd', async () => {
      answer = { status: 200, body: 'jobs{queue="a/b"} 3\n' };
      assert.match(
        await first(),
        /^PUTVAL "?web1\/prometheus-queue=a%2Fb\/gauge-jobs"? interval=1\.000 [\d.]+:3\n$/,
      );
      assert.match(accepted!, /^text\/plain;version=0\.0\.4, /);
    });

    for (const [what, given, said] of [
      [
        'a page that is not there',
        { status: 404, body: '' },
        /^URL answers 404; is it the path of the metrics/,
      ],
      [
        'a login',
        { status: 401, body: 'no' },
        /^URL answers 401 \(.*no.*\); name a file with its token \(--bearer/,
      ],
      [
        'another place',
        { status: 302, headers: { location: '/x' }, body: '' },
        /^URL answers 302, and points to \/x/,
      ],
      [
        'a page that is compressed unasked',
        { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'jobs 3\n' },
        /^URL answers with a page that is compressed, which was not asked for: let it be plain/,
      ],
      ['a page for people', { status: 200, body: '<html>\n' }, /^URL answers with no text of Prometheus/],
    ] as const)
      it(`tells ${what}`, async () => {
        answer = given;
        assert.match(await first(), said);
      });
  });
});
