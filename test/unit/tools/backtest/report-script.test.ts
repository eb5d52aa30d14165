import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { packageRoot } from '../../../../tools/package-root.ts';

/** What the script gives to uPlot, as far as it is asked for here. */
interface Plot {
  readonly scales: { readonly y: { range(plot: object): [number, number] } };
  readonly hooks: {
    readonly setCursor: readonly ((plot: object) => void)[];
    readonly draw: readonly ((plot: object) => void)[];
  };
}

const nothing = (): void => undefined;
const script = readFileSync(join(packageRoot, 'tools/backtest/report-page.js'), 'utf8');

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

function element() {
  return { textContent: '', dataset: { hint: 'hint' }, clientWidth: 800, addEventListener: nothing };
}

/** Runs the page's script where a browser is just as much as it needs. */
function openReport(data: object) {
  const plots: Plot[] = [];
  const elements: Record<string, ReturnType<typeof element>> = {
    data: { ...element(), textContent: JSON.stringify(data) },
  };
  class FakePlot {
    readonly cursor = { idx: null };
    readonly scales = { x: {} };
    readonly setScale = nothing;
    constructor(options: Plot) {
      plots.push(options);
    }
  }
  const observer = class {
    readonly observe = nothing;
  };
  runInNewContext(script, {
    document: {
      getElementById: (id: string) => (elements[id] ??= element()),
      querySelectorAll: () => [],
    },
    getComputedStyle: () => ({ getPropertyValue: () => 'red' }),
    matchMedia: () => ({ addEventListener: nothing }),
    ResizeObserver: observer,
    uPlot: FakePlot,
    devicePixelRatio: 1,
  });
  const main = plots[0]!;
  return {
    main,
    hint: elements['readout']!.textContent,
    readOut(): string {
      main.hooks.setCursor[0]!({ cursor: { idx: 0 } });
      return elements['readout']!.textContent;
    },
  };
}

/** The script with other values for its one sample. */
function open(more: Partial<Record<keyof typeof oneSample, unknown>> = {}) {
  return openReport({ ...oneSample, ...more });
}

/** How far down the triangle's base is; the limit is at 100. */
function baseOf(side: string): number {
  const heights: number[] = [];
  const ctx = {
    save: nothing,
    restore: nothing,
    setLineDash: nothing,
    beginPath: nothing,
    moveTo: nothing,
    fill: nothing,
    stroke: nothing,
    lineTo: (_: number, y: number) => heights.push(y),
  };
  const bbox = { left: 0, top: 0, width: 800, height: 400 };
  open({ limitSide: side }).main.hooks.draw[1]!({ ctx, bbox, valToPos: () => 100 });
  return heights[0]!;
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
    const plot = { series: [{ idxs: [0, 0] }] };
    const rangeOf = (side: string, value: number) =>
      open({ limitSide: side, value: [value] }).main.scales.y.range(plot);
    const [bottom, top] = rangeOf('upper', 900);
    assert.ok(top - 1000 > 1.5 * (900 - bottom), `${bottom} to ${top}`);
    const [lowerBottom, lowerTop] = rangeOf('lower', 1100);
    assert.ok(1000 - lowerBottom > 1.5 * (lowerTop - 1100), `${lowerBottom} to ${lowerTop}`);
  });

  it('marks a crossing on the side of the limit that the value goes to', () => {
    assert.ok(baseOf('upper') < 100, 'above an upper limit');
    assert.ok(baseOf('lower') > 100, 'below a lower one');
  });
});
