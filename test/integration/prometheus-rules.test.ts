import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const risk = 'collectd_dma_percent{dma="memory",type="risk",instance="web1"}';
const stale = 'collectd_dma_gauge{dma="self",type="stale",instance="web1"}';
const ratio = 'dma_risk_ratio{host="web1",target="memory",series="memory/memory-used"}';

/** By the rules' file: time series, one value a minute, and the alert that fires at a time; empty for no alert. */
const cases: readonly (readonly [
  file: string,
  series: string,
  values: string,
  time: string,
  alert: string,
])[] = [
  ['dma-collectd', risk, '0 0 12 30 49', '4m', ''],
  ['dma-collectd', risk, '0 0 12 86', '3m', 'DmaExhaustionExpected'],
  ['dma-collectd', risk, '0 86 100', '2m', 'DmaLimitCrossed'],
  ['dma-collectd', risk, '86 100 0', '2m', ''],
  ['dma-collectd', stale, '0 2 2 2', '3m', 'DmaSeriesStale'],
  ['dma-collectd', stale, '0x5 _x20', '12m', 'DmaSilent'],
  ['dma-collectd', stale, '0x20', '12m', ''],
  ['dma-dashboard', ratio, '0 0.49', '1m', ''],
  ['dma-dashboard', ratio, '0 0.86', '1m', 'DmaExhaustionExpected'],
  ['dma-dashboard', ratio, '0 0.86 1', '2m', 'DmaLimitCrossed'],
  ['dma-dashboard', 'dma_predict_up{predictor="web1"}', '1 0 0 0', '3m', 'DmaPredictDown'],
  ['dma-dashboard', 'dma_deliver_up{instance="web1"}', '1 0 0 0', '3m', 'DmaDeliverDown'],
];

/** The shipped alert rules, as promtool plays them. */
describe('the rules for Prometheus', function () {
  const scratch = scratchFolder();

  /** The names of the alerts that promtool says fire, because a test expects none. */
  function firing(file: string, series: string, values: string, time: string): string {
    const rules = join(packageRoot, `conf/prometheus/${file}.rules.yml`);
    const names = [...new Set(cases.map(([, , , , alert]) => alert))].filter(Boolean);
    const test = {
      interval: '1m',
      input_series: [{ series, values }],
      alert_rule_test: names.map((alertname) => ({ eval_time: time, alertname, exp_alerts: [] })),
    };
    const path = join(scratch(), 'test.yml');
    // YAML includes JSON.
    writeFileSync(path, JSON.stringify({ rule_files: [rules], evaluation_interval: '1m', tests: [test] }));
    const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', path], { encoding: 'utf8' });
    const printed = stdout + stderr;
    assert.match(printed, /SUCCESS|FAILED/);
    return [...printed.matchAll(/alertname: ?(\w+), time:[^\n]*\n\s+exp:\[\s*\],? ?\n?\s+got:\[\s*\n?\s*0:/g)]
      .map(([, name]) => name)
      .join(' ');
  }

  it('are valid', function () {
    for (const file of ['dma-collectd', 'dma-dashboard']) {
      const path = join(packageRoot, `conf/prometheus/${file}.rules.yml`);
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', path], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stdout + stderr);
    }
    const path = join(packageRoot, 'conf/prometheus/prometheus.yml');
    const { stdout } = spawnSync('promtool', ['check', 'config', '--syntax-only', path], {
      encoding: 'utf8',
    });
    assert.match(stdout, /is valid prometheus config file syntax/);
  });

  for (const [file, series, values, time, alert] of cases)
    it(`of ${file}: ${series.replace(/\{.*/, '')} of ${values} is ${alert === '' ? 'no alert' : alert}`, function () {
      assert.equal(firing(file, series, values, time), alert);
    });
});
