import { createContext, runInContext } from 'node:vm';

/** The options that a report's scripts pass to uPlot, as far as tests look at them. */
export interface Plot {
  readonly scales: { readonly y: { range(plot: object): [number, number] } };
  readonly axes: readonly {
    readonly values?: (plot: object, splits: readonly number[]) => string[];
    readonly size?: (plot: object, labels: readonly string[], index: number) => number;
    readonly space?: number;
  }[];
  readonly hooks: {
    readonly setCursor: readonly ((plot: object) => void)[];
    readonly drawClear: readonly ((plot: object) => void)[];
    readonly draw: readonly ((plot: object) => void)[];
  };
}

const nothing = (): void => undefined;

/** The content of each script element: the data, the library, and our own script. */
export function scriptsOf(page: string): string[] {
  return [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script!);
}

function element() {
  return {
    textContent: '',
    dataset: { hint: 'hint' },
    clientWidth: 800,
    addEventListener: nothing,
    append: nothing,
  };
}

/**
 * Runs a page's own scripts, one after the other, where a browser is just as much as they need and each colour is its
 * name.
 *
 * @param data in the place of what the page has
 */
export function openPage(page: string, data?: object) {
  const [json, , ...own] = scriptsOf(page);
  const plots: Plot[] = [];
  const elements: Record<string, ReturnType<typeof element>> = {
    data: { ...element(), textContent: data ? JSON.stringify(data) : json! },
  };
  class FakePlot {
    static readonly paths = { stepped: nothing };
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
  const context = createContext({
    document: {
      getElementById: (id: string) => (elements[id] ??= element()),
      querySelectorAll: () => [],
      createElement: element,
    },
    getComputedStyle: () => ({ getPropertyValue: (name: string) => name.slice(2) }),
    matchMedia: () => ({ addEventListener: nothing }),
    ResizeObserver: observer,
    uPlot: FakePlot,
    devicePixelRatio: 1,
    queueMicrotask: nothing,
  });
  for (const script of own) runInContext(script, context);
  return { plots, textOf: (id: string): string => elements[id]!.textContent };
}

/** A plot 800 wide and 400 high, at 1 a pixel from the left and from the top, that remembers what is drawn. */
export function canvas() {
  const rectangles: (readonly [colour: string, left: number, width: number])[] = [];
  const points: (readonly [x: number, y: number])[] = [];
  const texts: string[] = [];
  const dots: (readonly [x: number, y: number])[] = [];
  const ctx = {
    fillStyle: '',
    save: nothing,
    restore: nothing,
    setLineDash: nothing,
    beginPath: nothing,
    moveTo: nothing,
    fill: nothing,
    stroke: nothing,
    font: '',
    measureText: (text: string) => ({ width: 6 * text.length }),
    strokeText: nothing,
    fillText: (text: string) => texts.push(text),
    lineTo: (x: number, y: number) => points.push([x, y]),
    arc: (x: number, y: number) => dots.push([x, y]),
    fillRect(left: number, _top: number, width: number) {
      rectangles.push([ctx.fillStyle, left, width]);
    },
  };
  const bbox = { left: 0, top: 0, width: 800, height: 400 };
  return { plot: { ctx, bbox, valToPos: (value: number) => value }, rectangles, points, dots, texts };
}
