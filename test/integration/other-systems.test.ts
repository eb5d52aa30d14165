import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { FullQueue } from '../support/full-queue.ts';
import { filledQueries } from '../support/grafana-queries.ts';
import { conf } from '../support/other-systems-conf.ts';
import { readProjectFile } from '../support/project-files.ts';
import { Graphite } from '../support/receivers/graphite.ts';
import { InfluxDb } from '../support/receivers/influxdb.ts';
import { Prometheus } from '../support/receivers/prometheus.ts';
import { SmtpServer } from '../support/receivers/smtp-server.ts';
import { until } from '../support/until.ts';

/** For Graphite, collectd rounds to whole seconds; the later one of two in the same second counts. */
function isSameSecond(theirs: number, ours: number): boolean {
  return Math.round(ours) === theirs;
}

/** One queue that runs full, sent by StatsD, whose prediction collectd writes with the shipped files. */
describe('a prediction in other systems', function () {
  let folder: string;
  let queue: FullQueue;
  let graphite: Graphite;
  let influx: InfluxDb;
  let prometheus: Prometheus;
  let smtp: SmtpServer;
  /** Reads the pipe of Nagios, and the shipped service that writes into it. */
  let nagios: Daemon;
  let forwarder: Daemon;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-systems-'));
    const scraped = await freePort();
    graphite = await Graphite.start(join(folder, 'graphite'));
    influx = await InfluxDb.start(join(folder, 'influxdb'));
    prometheus = await Prometheus.start(join(folder, 'prometheus'), {
      collectd: `127.0.0.1:${scraped}`,
    });
    smtp = await SmtpServer.start();
    const [nagiosFile, pipe] = [join(folder, 'collectd-nagios.cmd'), join(folder, 'nagios.cmd')];
    execFileSync('mkfifo', [pipe]);
    writeFileSync(nagiosFile, '');
    nagios = new Daemon('cat', [pipe], join(folder, 'nagios-commands'));
    const start = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(conf('nagios/dma-nagios-commands.service'))![1]!;
    const command = start
      .replace('/run/collectd-nagios.cmd', nagiosFile)
      .replace('/var/lib/nagios4/rw/nagios.cmd', pipe);
    forwarder = new Daemon('sh', ['-c', command], join(folder, 'forwarder.log'));
    queue = await FullQueue.start(
      conf('prometheus/dma-prometheus.conf', [['"9103"', `"${scraped}"`]]) +
        conf('graphite/dma-graphite.conf', [['"2003"', `"${graphite.linePort}"`]]) +
        conf('influxdb/dma-influxdb.conf', [['"25826"', `"${influx.udpPort}"`]]) +
        conf('nagios/dma-nagios.conf', [['/run/collectd-nagios.cmd', nagiosFile]]) +
        conf('mail/dma-mail.conf', [
          ['SMTPPort 25', `SMTPPort ${smtp.port}`],
          ['"localhost"', '"127.0.0.1"'],
        ]),
    );
  });

  after(async function () {
    await queue?.stop();
    for (const system of [forwarder, nagios, smtp, prometheus, influx, graphite]) await system?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && queue) process.stderr.write(`${queue.stack.collectdLog()}\n`);
  });

  it('is made of what a program sends by StatsD, like any other', async function () {
    await until('the alert in Redis', 60, async () =>
      [...(await queue.values('dma-queue/percent-risk')).values()].some((risk) => risk >= 50),
    );
    await until('the full queue', 60, async () =>
      [...(await queue.values('statsd/gauge-jobs')).values()].some((length) => length >= 10_000),
    );
    for (const series of ['derive-handled', 'latency-took-average', 'objects-users'])
      assert.ok((await queue.values(`statsd/${series}`)).size > 0, series);
  });

  it('is scraped by Prometheus, whose shipped rules fire', async function () {
    await until('the alert of Prometheus', 60, async () => {
      const query = 'ALERTS{alertstate="firing",dma="queue",instance="localhost"}';
      const names = (await prometheus.query(query)).map(({ metric }) => metric['alertname']);
      return names.includes('DmaLimitCrossed');
    });
    // The alert may fire after few scrapes, and each rule is evaluated on its own.
    await until('the risks in Prometheus', 60, async () => {
      const risks = await prometheus.samples(
        'collectd_dma_percent{dma="queue",type="risk",instance="localhost"}[1h]',
      );
      return (await queue.agreeing('dma-queue/percent-risk', risks)) > 5;
    });
    await until('the highest risk of the recording rule', 60, async () => {
      const recorded = await prometheus.query('instance:dma_risk_percent:max{instance="localhost"}');
      return recorded[0]?.value[1] === '100';
    });
    const seconds = await prometheus.query('instance:dma_exhaustion_seconds:min{instance="localhost"}');
    assert.equal(seconds.length, 1);
  });

  it('is kept by Graphite, whose minutes keep the highest risk', async function () {
    const path = 'collectd.localhost.dma-queue.percent-risk';
    await until('the risk in Graphite', 60, async () => {
      const risks = await graphite.values(path, '-5min');
      return (
        (await queue.agreeing('dma-queue/percent-risk', risks, isSameSecond)) > 5 &&
        [...risks.values()].includes(100)
      );
    });
    const minutes = await graphite.values(path, '-10d');
    assert.equal(Math.max(...minutes.values()), 100);
    assert.ok((await graphite.values('collectd.localhost.dma.queue_length', '-5min')).size > 0);
  });

  it('is kept by InfluxDB, and its highest risk of each minute by the continuous query', async function () {
    const where = "WHERE instance = 'queue' AND type_instance = 'risk'";
    await until('the risk in InfluxDB', 60, async () => {
      const rows = await influx.rows(`SELECT value FROM dma_value ${where}`);
      const risks = new Map(rows.map(([time, value]) => [Number(time) / 1000, Number(value)]));
      return (await queue.agreeing('dma-queue/percent-risk', risks)) > 5 && [...risks.values()].includes(100);
    });
    // The shipped query runs at each full minute; here it runs now, over the same values.
    const shipped = readProjectFile('conf/influxdb/retention.influxql');
    const [, select] = / BEGIN (SELECT .*) END$/m.exec(shipped)!;
    await influx.rows(select!.replace(' GROUP BY', ' AND time > now() - 1h GROUP BY'));
    const minutes = await influx.rows("SELECT value FROM years.dma_risk WHERE instance = 'queue'");
    assert.ok(minutes.some(([, value]) => value === 100));
    assert.match(JSON.stringify(await influx.databases('SHOW CONTINUOUS QUERIES')), /dma_minutes/);
  });

  for (const kind of ['graphite', 'influxdb'] as const)
    it(`is what the dashboard of Grafana for ${kind} asks for`, async function () {
      const variables = {
        host: 'localhost',
        resource: kind === 'graphite' ? 'dma-queue' : 'queue',
        value: kind === 'graphite' ? 'statsd.gauge-jobs' : `"statsd_value" WHERE "type_instance" = 'jobs'`,
        output: kind === 'graphite' ? 'dma.queue_length' : `"dma_value" WHERE "type" = 'queue_length'`,
        limit: '10000',
        timeFilter: 'time > now() - 1h',
        __interval: '1s',
      };
      const queries = filledQueries(kind, variables);
      // Only an alert that came five seconds before the crossing has a lead time.
      assert.ok(queries.delete('Lead time of the last alert A'));
      assert.ok(queries.size > 12);
      for (const [name, text] of queries)
        await until(`${name}: ${text}`, 60, async () =>
          kind === 'graphite'
            ? (await graphite.values(text, '-1h')).size > 0
            : (await influx.rows(text)).length > 0,
        );
    });

  it('becomes a check result in the pipe of Nagios', async function () {
    const line = await until('the FAILURE', 60, () =>
      nagios
        .log()
        .split('\n')
        .find((one) => one.includes(';dma-queue/percent-risk;2;')),
    );
    assert.match(
      line,
      /^\[\d+\] PROCESS_SERVICE_CHECK_RESULT;localhost;dma-queue\/percent-risk;2;Host localhost, .* is currently 100/,
    );
  });

  it('becomes a mail', async function () {
    const mail = await until('the mail', 60, () =>
      smtp.mails.find((one) => one.includes('FAILURE') && one.includes('queue')),
    );
    assert.match(mail, /^Subject: \[dma\] FAILURE on localhost$/m);
    assert.match(mail, /^Plugin: dma$/m);
  });
});
