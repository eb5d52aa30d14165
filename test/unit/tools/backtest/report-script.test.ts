import assert from 'node:assert/strict';
import { reportPage } from '../../../../tools/backtest/report-page.ts';
import { backtest } from '../../../../tools/backtest/replay.ts';
import { summarise } from '../../../../tools/backtest/summary.ts';
import { canvas, openPage } from '../../../support/report-browser.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';
import { climbOptions } from './climb-options.ts';

const rows = [...backtest(climbingSeries(150), climbOptions)];
const page = reportPage(summarise('x.csv', rows, climbOptions), rows, 'plain');

const oneSample = {
  unit: 'plain',
  isEpoch: false,
  limit: 1000,
  limitSide: 'upper',
  horizonSeconds: 60,
  raiseAtPercent: 50,
  times: [80],
  value: [900],
  predicted: [1200],
  lower: [-9000],
  upper: [9000],
  risk: [33.4],
  exhaustion: [40],
  exhaustionEarliest: [25],
  exhaustionLatest: [90],
  alerts: [],
  crossings: [{ at: 80 }],
};

/** 400 s apart, the forecasts of the second one calibrated. */
const twoSamples = {
  times: [0, 400],
  predicted: [1200, 1200],
  lower: [-9000, -9000],
  upper: [9000, 9000],
  risk: [0, 33.4],
};

/** The page with other values, and only one sample. */
function open(more: Partial<Record<keyof typeof oneSample, unknown>> = {}) {
  const { plots, textOf } = openPage(page, { ...oneSample, ...more });
  const main = plots[0]!;
  return {
    main,
    hint: textOf('readout'),
    readOut(): string {
      main.hooks.setCursor[0]!({ cursor: { idx: 0 } });
      return textOf('readout');
    },
  };
}

/** How far down the triangle's base is; the limit is at 100. */
function baseOf(side: string): number {
  const { plot, points } = canvas();
  open({ limitSide: side, limit: 100 }).main.hooks.draw[1]!(plot);
  return points[0]![1];
}

describe('the script of a report', () => {
  it('reads out the forecast, the time to exhaustion with its interval, and the risk', () => {
    const report = open();
    assert.equal(report.hint, 'hint');
    assert.equal(
      report.readOut(),
      '80 s: 900  ·  in 1 min 1,200 (-9,000 to 9,000)  ·  reaches the limit in 40 s (25 s to 1.5 min)  ·  risk 33 %',
    );
  });

  it('says which part of the interval is not in sight', () => {
    assert.match(open({ exhaustionLatest: [null] }).readOut(), / in 40 s \(25 s or later\) /);
    assert.match(
      open({ exhaustion: [null], exhaustionLatest: [null] }).readOut(),
      /·  limit not in sight, reaches it in 25 s at the earliest  ·/,
    );
    const none = { exhaustion: [null], exhaustionEarliest: [null], exhaustionLatest: [null] };
    assert.match(open(none).readOut(), /·  limit not in sight  ·/);
  });

  it('says that the limit has been crossed', () => {
    const beyond = { exhaustion: [0], exhaustionEarliest: [0], exhaustionLatest: [0] };
    assert.match(open(beyond).readOut(), /·  has reached the limit  ·/);
    assert.match(open({ ...beyond, limitSide: 'lower' }).readOut(), /·  has fallen to the limit  ·/);
  });

  it('has words of its own for a lower limit', () => {
    assert.match(open({ limitSide: 'lower' }).readOut(), /·  falls to the limit in 40 s /);
    const flat = { limitSide: 'lower', exhaustion: [null], exhaustionLatest: [null] };
    assert.match(open(flat).readOut(), /not in sight, falls to it in 25 s at the earliest/);
  });

  it('leaves more room for the forecast on the side of the limit', () => {
    const plot = { series: [{ idxs: [0, 1] }] };
    const rangeOf = (side: string, values: readonly number[]) =>
      open({ ...twoSamples, limitSide: side, value: values }).main.scales.y.range(plot);
    const [bottom, top] = rangeOf('upper', [500, 900]);
    assert.ok(top - 1000 > 1.3 * (500 - bottom), `${bottom} to ${top}`);
    const [lowerBottom, lowerTop] = rangeOf('lower', [1500, 1100]);
    assert.ok(1000 - lowerBottom > 1.3 * (lowerTop - 1500), `${lowerBottom} to ${lowerTop}`);
  });

  it('lets neither a forecast nor a guess of the first horizons nor a far limit empty half of the plot', () => {
    const plot = { series: [{ idxs: [0, 1] }] };
    const wide = open({ ...twoSamples, value: [500, 900] }).main.scales.y.range(plot);
    assert.ok(wide[1] - wide[0] < 1.6 * 500, `${wide[0]} to ${wide[1]}`);
    const early = { ...twoSamples, value: [500, 900], upper: [9000, 1000], lower: [-9000, 990] };
    const [, top] = open(early).main.scales.y.range(plot);
    assert.ok(top < 1100, `${top}`);
    const far = open({ ...twoSamples, value: [100, 200], upper: [210, 210], lower: [90, 90] });
    const [low, high] = far.main.scales.y.range(plot);
    assert.ok(high < 250 && low >= 0, `${low} to ${high}`);
  });

  it('names the limit, at the edge where it is out of sight, and each crossing', () => {
    const { plot, texts } = canvas();
    const { main } = open({ limit: 100 });
    for (const draw of main.hooks.draw) draw(plot);
    assert.deepEqual(texts, ['limit 100', 'limit reached 80 s']);
    const outside = canvas();
    open({ limit: -100 }).main.hooks.draw[0]!(outside.plot);
    open({ limit: 5000 }).main.hooks.draw[0]!(outside.plot);
    assert.deepEqual(outside.texts, ['limit -100 \u2191', 'limit 5,000 \u2193']);
  });

  it('writes out whole labels, with sign and unit, that differ from each other', () => {
    const { axes } = open().main;
    const textsOf = (...splits: number[]) => [...axes[1]!.values!({}, splits)];
    assert.deepEqual(textsOf(-3e9, -2e9, 0, 7e15), ['-3 G', '-2 G', '0', '7 P']);
    assert.deepEqual(textsOf(-1500, 0, 1500), ['-1,500', '0', '1,500']);
    assert.deepEqual(textsOf(7e9, 7.00001e9, 7.00002e9), ['7 G', '7.00001 G', '7.00002 G']);
  });

  it('makes the axis as wide as its labels', () => {
    const plot = {
      ctx: { font: '', measureText: (text: string) => ({ width: 10 * text.length }) },
      axes: [{}, { font: ['12px'], ticks: { size: 5 }, gap: 5 }],
    };
    const { axes } = open().main;
    assert.equal(axes[1]!.size!(plot, ['-3,000,000'], 1), 110);
    assert.equal(axes[1]!.size!(plot, ['1'], 1), 110, 'and no narrower than before');
  });

  it('leaves room between the times of ten minutes', () => {
    assert.ok(open({ isEpoch: true }).main.axes[0]!.space! >= 90);
  });

  it('says that there is nothing to read in a gap', () => {
    assert.equal(open({ value: [null], predicted: [null] }).readOut(), '80 s: no samples');
  });

  it('shows the class of an alert in a strip that nothing covers', () => {
    const alerts = [{ from: 100, to: 200, outcome: 'late' }];
    const { plot, rectangles } = canvas();
    open({ alerts, crossings: [] }).main.hooks.draw.at(-1)!(plot);
    assert.deepEqual(rectangles, [['late', 100, 100]]);
  });

  it('marks a crossing on the side of the limit that the value goes to', () => {
    assert.ok(baseOf('upper') < 100, 'above an upper limit');
    assert.ok(baseOf('lower') > 100, 'below a lower one');
  });

  it('has axes of the value with its unit, and of the time, with the date where a day begins', () => {
    const { axes } = open({ unit: 'bytes', isEpoch: true }).main;
    assert.deepEqual(
      [...axes[1]!.values!({}, [0, 512, 1024, 1536 * 2 ** 20])],
      ['0 B', '512 B', '1 KiB', '1.5 GiB'],
    );
    const midnight = Date.UTC(2026, 10, 21) / 1000;
    assert.deepEqual(
      [...axes[0]!.values!({}, [midnight - 60, midnight, midnight + 60])],
      ['23:59\n2026-11-20', '00:00\n2026-11-21', '00:01'],
    );
    assert.deepEqual([...open().main.axes[0]!.values!({}, [0, 90])], ['0 s', '90 s']);
  });

  it('shades alerts in the colour of their outcome, as far as they are in sight', () => {
    const alerts = [
      { from: -20, to: -10, outcome: 'true' },
      { from: -20, to: 30, outcome: 'late' },
      { from: 100, to: 100, outcome: 'false' },
      { from: 700, to: 900, outcome: 'open' },
    ];
    const { plot, rectangles } = canvas();
    open({ alerts }).main.hooks.drawClear[0]!(plot);
    assert.deepEqual(rectangles, [
      ['late-shade', 0, 30],
      ['false-shade', 100, 2],
      ['open-shade', 700, 100],
    ]);
  });
});
