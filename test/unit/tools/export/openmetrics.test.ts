import assert from 'node:assert/strict';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { metricLine, metricsOf } from '../../../../tools/export/openmetrics.ts';

const series = (name: string, ...sources: string[]) => ({ ...readName(name), sources });

describe('the metrics of OpenMetrics', function () {
  it('are named as by write_prometheus, each family together', function () {
    const metrics = metricsOf([
      series('web1/memory/memory-used', 'value'),
      series('web1/interface-eth0/if_octets', 'rx', 'tx'),
      series('web1/cpu-0/cpu-user', 'value'),
      series('db1/memory/memory-used', 'value'),
      series('web1/df-root/df_complex-free', 'value'),
      series('web1/load/load', 'shortterm', 'midterm', 'longterm'),
    ]);
    assert.deepEqual(
      metrics.map(({ family, labels, source }) => `${family}${labels} ${source}`),
      [
        'collectd_cpu{instance="web1",cpu="0",type="user"} 0',
        'collectd_df_df_complex{instance="web1",df="root",type="free"} 0',
        'collectd_interface_if_octets_rx{instance="web1",interface="eth0"} 0',
        'collectd_interface_if_octets_tx{instance="web1",interface="eth0"} 1',
        'collectd_load_longterm{instance="web1"} 2',
        'collectd_load_midterm{instance="web1"} 1',
        'collectd_load_shortterm{instance="web1"} 0',
        'collectd_memory{instance="db1",memory="used"} 0',
        'collectd_memory{instance="web1",memory="used"} 0',
      ],
    );
  });

  it('keep to the characters that Prometheus takes', function () {
    const [metric] = metricsOf([series(String.raw`web1/9 lives-a"b\c/gauge-x`, 'value')]);
    assert.equal(metric!.family, 'collectd_9_lives_gauge');
    assert.equal(metric!.labels, String.raw`{instance="web1",_9_lives="a\"b\\c",type="x"}`);
  });

  it('have a line for each value, and none for a gap', function () {
    const [metric] = metricsOf([series('web1/memory/memory-used', 'value')]);
    assert.equal(
      metricLine(metric!, 1.5, 2e21),
      'collectd_memory{instance="web1",memory="used"} 2e+21 1.5\n',
    );
    assert.equal(metricLine(metric!, 1, Number.NaN), '');
    assert.equal(metricLine(metric!, 1, undefined), '');
  });
});
