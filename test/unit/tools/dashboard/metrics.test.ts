import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { finish } from '../../../../plugins/process/sliced-work.ts';
import { selfReport } from '../../../../plugins/self/self-report.ts';
import { reportingSeries } from '../../../../plugins/self/target-report.ts';
import { addDeliverMetrics } from '../../../../tools/dashboard/metrics/deliver-metrics.ts';
import { addPredictMetrics } from '../../../../tools/dashboard/metrics/predict-metrics.ts';
import { addPredictions } from '../../../../tools/dashboard/metrics/prediction-metrics.ts';
import { exampleTime } from '../../../support/example-event.ts';
import {
  exampleAlert,
  exampleRows,
  exampleSpoolSight,
  watchedMemory,
} from '../../../support/example-outlook.ts';
import { readProjectFile } from '../../../support/project-files.ts';

/** The lines of values. */
async function linesOf(add: (registry: Registry) => void): Promise<string[]> {
  const registry = new Registry();
  add(registry);
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('the metrics of predictions', function () {
  it('escape what an identifier may hold, and never end a line or a label early', async function () {
    const [row] = exampleRows([watchedMemory('a"b\\c\u2028d')]);
    const lines = await linesOf((registry) =>
      addPredictions(registry, [{ row: row!, given: undefined, limit: 5 }]),
    );
    const labels = String.raw`{host="a\"b\\c?d",target="memory",series="memory/memory-used"}`;
    assert.ok(lines.includes(`dma_risk_ratio${labels} 0`), lines.join('\n'));
    assert.ok(lines.includes(`dma_limit_value${labels} 5`), lines.join('\n'));
    assert.ok(lines.every((line) => line.includes(labels)));
  });

  it('leave out what is not known', async function () {
    const [row] = exampleRows([watchedMemory('web1', { riskPercent: undefined, newest: undefined })]);
    const given = { time: exampleTime, percent: 50 };
    const lines = await linesOf((registry) =>
      addPredictions(registry, [{ row: row!, given, limit: undefined }]),
    );
    assert.deepEqual(
      lines.map((line) => line.replace(/\{.*\}/, '')),
      ['dma_predicted_ratio 0.5', 'dma_horizon_seconds 60'],
    );
  });
});

describe('the metrics of dma predict', function () {
  it('are values of each program, and of each target, in base units', async function () {
    const values = new Map([
      ['gauge-series', 3],
      ['percent-coverage', 81],
      ['percent-coverage-a-b', 80],
      ['duration-round', 0.25],
    ]);
    const one = {
      host: 'web1',
      isAlive: false,
      ageSeconds: 50,
      series: 3,
      unpredicted: 0,
      roundSeconds: 0.25,
    };
    const lines = await linesOf((registry) => addPredictMetrics(registry, [one], [{ host: 'web1', values }]));
    assert.deepEqual(lines.toSorted(), [
      'dma_predict_coverage_ratio{predictor="web1",target="a-b"} 0.8',
      'dma_predict_report_age_seconds{predictor="web1"} 50',
      'dma_predict_round_seconds{predictor="web1"} 0.25',
      'dma_predict_series{predictor="web1"} 3',
      'dma_predict_up{predictor="web1"} 0',
    ]);
  });
});

describe('what dma predict reports on itself', function () {
  const state = { stale: 0, fromCache: 0, predicted: 0, unpredicted: 0, mixed: 0, duplicates: 0, skipped: 0 };
  const rest = { late: 0, wrongClocks: 0, future: 0, superseded: 0, shard: { index: 0, count: 2 } };
  const reported = selfReport(
    'web1',
    exampleTime,
    finish(reportingSeries([])),
    { rounds: 1, samples: 1, seconds: 1 },
    { ...state, ...rest },
  ).map(({ identifier: { type, typeInstance } }) => `${type}-${typeInstance}`);

  for (const name of reported)
    it(`is a metric and a row of the reference: ${name}`, async function () {
      const reports = [{ host: 'web1', values: new Map([[name, 1]]) }];
      const lines = await linesOf((registry) => addPredictMetrics(registry, [], reports));
      assert.equal(lines.length, 1);
      assert.ok(readProjectFile('docs/reference/values.md').includes(`\`${name}\``));
    });
});

describe('the metrics of the spool', function () {
  it('are queues, failures and open alerts', async function () {
    const notifiers = [{ name: 'http', waiting: 4, failed: 2, attempts: 7, message: 'refused' }];
    const spool = exampleSpoolSight({ notifiers, alerts: [exampleAlert()] });
    const counts = { overflowed: { http: 5 }, removed: {} };
    const lines = await linesOf((registry) => addDeliverMetrics(registry, spool, counts));
    for (const line of [
      'dma_deliver_up 1',
      'dma_deliver_queue_length{notifier="http"} 4',
      'dma_deliver_dead_letters{notifier="http"} 2',
      'dma_deliver_failing_attempts{notifier="http"} 7',
      'dma_deliver_overflowed_events{notifier="http"} 5',
      'dma_alerts_open{severity="WARNING"} 1',
      'dma_alerts_open{severity="FAILURE"} 0',
    ])
      assert.ok(lines.includes(line), line);
  });

  it('say only that it cannot be read, when it cannot', async function () {
    const spool = exampleSpoolSight({ problem: 'EACCES', isDeliverThere: false });
    const lines = await linesOf((registry) => addDeliverMetrics(registry, spool, undefined));
    assert.deepEqual(lines, ['dma_deliver_up 0', 'dma_spool_readable 0']);
    const unseen = { ...spool, isDeliverThere: undefined };
    const unseenLines = await linesOf((registry) => addDeliverMetrics(registry, unseen, undefined));
    assert.deepEqual(unseenLines, ['dma_spool_readable 0']);
  });
});
