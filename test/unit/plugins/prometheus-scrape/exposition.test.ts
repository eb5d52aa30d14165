import assert from 'node:assert/strict';
import { parseExposition } from '../../../../plugins/prometheus-scrape/exposition.ts';

/** Each sample as `name{label=value} value kind @time`. */
function read(text: string, contentType?: string): string[] {
  return parseExposition(text, contentType).samples.map(({ name, labels, value, kind, time }) => {
    const shown = labels.length > 0 ? `{${labels.map((label) => label.join('=')).join(',')}}` : '';
    return `${name}${shown} ${value} ${kind}${time === undefined ? '' : ` @${time}`}`;
  });
}

describe('a page in the text format of Prometheus', () => {
  it('has samples with and without labels and times', () => {
    assert.deepEqual(
      read(
        [
          '# HELP disk_free Free bytes.',
          '# TYPE disk_free gauge',
          'disk_free 12.5',
          'disk_free{device="sda1"} 1e+06 1795000000123',
          'disk_free { device = "sdb1" , fs="ext4", } -3',
          'disk_free{}7',
          '\tdisk_free{empty=""} .5 ',
          '',
        ].join('\n'),
      ),
      [
        'disk_free 12.5 level',
        'disk_free{device=sda1} 1000000 level @1795000000.123',
        'disk_free{device=sdb1,fs=ext4} -3 level',
        'disk_free 7 level',
        'disk_free 0.5 level',
      ],
    );
  });

  it('escapes quotes, backslashes and line feeds in labels', () => {
    assert.deepEqual(read('a{b="x\\"y\\\\z\\n",c="} #,"} 1'), ['a{b=x"y\\z\n,c=} #,} 1 level']);
  });

  it('has infinite values, and leaves out those that are no number', () => {
    assert.deepEqual(read('a +Inf\nb -Inf\nc NaN\nd Inf'), [
      'a Infinity level',
      'b -Infinity level',
      'd Infinity level',
    ]);
  });

  it('has counts that grow, by type or name', () => {
    assert.deepEqual(
      read(
        '# TYPE hits counter\nhits 1\n# TYPE seen counter\nseen_total 2\nseen_created 9\nmet_total 3\n# TYPE now_total gauge\nnow_total 4',
      ),
      ['hits 1 count', 'seen_total 2 count', 'met_total 3 count', 'now_total 4 level'],
    );
  });

  it('has sums and quantiles, and no buckets', () => {
    const histogram = [
      '# TYPE h histogram',
      'h_bucket{le="1"} 1',
      'h_bucket{le="+Inf"} 2',
      'h_sum 3',
      'h_count 2',
    ];
    const summary = ['# TYPE s summary', 's{quantile="0.5"} 0.2', 's_sum 5', 's_count 6'];
    assert.deepEqual(read([...histogram, ...summary].join('\n')), [
      'h_sum 3 count',
      'h_count 2 count',
      's{quantile=0.5} 0.2 level',
      's_sum 5 count',
      's_count 6 count',
    ]);
  });

  it('may be OpenMetrics, whose times are seconds', () => {
    const text =
      '# TYPE a counter\na_total 3 1795000000.5 # {trace="1"} 1 1795000000\n# TYPE b info\nb_info{v="1"} 1\n# EOF\n';
    assert.deepEqual(read(text, 'application/openmetrics-text; version=1.0.0'), [
      'a_total 3 count @1795000000.5',
    ]);
  });

  it('goes on behind lines that cannot be read, and names them', () => {
    const bad = [
      '<html>',
      'a',
      'a{b=1} 1',
      'a{b="1" 1',
      'a{b="1"} x',
      'a 1 2 3',
      '{b="1"} 1',
      'a{,} 1',
      'a 0x10',
    ];
    const { samples, malformed } = parseExposition([...bad, 'good 1', ''].join('\r\n'));
    assert.deepEqual(malformed, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(
      samples.map(({ name }) => name),
      ['good'],
    );
  });

  it('is read in time whatever it holds', () => {
    const long = `a{b="${'\\\\'.repeat(200_000)}`;
    assert.deepEqual(parseExposition(`${long}\n${'a'.repeat(400_000)}\n${' '.repeat(400_000)}x`).samples, []);
  });
});
