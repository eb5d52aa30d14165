import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DashboardStage } from '../support/dashboard-stage.ts';
import { filledQueries } from '../support/grafana-queries.ts';
import { Prometheus } from '../support/receivers/prometheus.ts';
import { until } from '../support/until.ts';

/** The compiled `dma dashboard`, and a real Prometheus that scrapes it with the shipped configuration. */
describe('the dashboard of Grafana for Prometheus', function () {
  let folder: string;
  let stage: DashboardStage;
  let prometheus: Prometheus;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-grafana-'));
    stage = await DashboardStage.start(folder);
    prometheus = await Prometheus.start(join(folder, 'prometheus'), {
      dashboard: new URL(stage.url).host,
      tokenFile: join(folder, 'token'),
    });
  });

  after(async function () {
    await prometheus?.end();
    await stage?.stop();
    rmSync(folder, { recursive: true });
  });

  it('asks for metrics that there are', async function () {
    await until('the first scrape', 60, async () => (await prometheus.query('dma_risk_ratio')).length > 0);
    const variables = { host: 'web1', target: 'memory', series: 'memory/memory-used', limit: '5' };
    const queries = filledQueries('prometheus', variables);
    const { text: metrics } = await stage.ask('/metrics');
    const known = new Set(Array.from(metrics.matchAll(/^# HELP (\w+)/gm), ([, name]) => name));
    assert.ok(queries.size > 15);
    for (const [name, text] of queries) {
      for (const [metric] of text.matchAll(/\bdma_\w+/g)) assert.ok(known.has(metric), `${name}: ${metric}`);
      // The program of the stage reports little on itself.
      const isOfProgram = text.includes('dma_predict_');
      assert.ok(isOfProgram || (await prometheus.query(text)).length > 0, `${name}: ${text}`);
    }
  });

  it('fires the alerts of the shipped rules', async function () {
    const alert = await until('the alert', 60, async () => {
      const [found] = await prometheus.query('ALERTS{alertname="DmaExhaustionExpected",alertstate="firing"}');
      return found;
    });
    assert.equal(alert.metric['host'], 'web1');
  });
});
