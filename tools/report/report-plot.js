/* Draws the plots of dma backtest and dma learn with uPlot and plot-labels.js. No network, no dependencies. */
'use strict';
const stripHeight = () => 8 * devicePixelRatio;

globalThis.reportPlot = (() => {
  const { plain, quantity, tickTexts, clockTimes } = plotLabels;

  /** ---- Axes and lines */

  /** Of the style, by its name there. */
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }
  const axis = (more) => ({
    stroke: () => colour('faint'),
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { stroke: () => colour('line'), width: 1 },
    font: '12px system-ui, sans-serif',
    ...more,
  });
  /** Pixels between two times: their labels never meet. */
  const timeSpace = 90;
  const timeAxis = (isEpoch) =>
    axis({
      space: timeSpace,
      values: (_, splits) => (isEpoch ? clockTimes(splits) : splits.map((s) => `${plain(s, 6)} s`)),
    });

  /** The axes at the side of plots of one group are as wide as the widest label among them. */
  function sideWidth(group) {
    let widest = 0;
    return (plot, labels, index) => {
      const { font, ticks, gap } = plot.axes[index];
      plot.ctx.font = font[0];
      const widths = (labels ?? []).map((text) => plot.ctx.measureText(text).width / devicePixelRatio);
      const width = Math.ceil(Math.max(0, ...widths) + ticks.size + gap);
      if (width > widest) {
        widest = width;
        queueMicrotask(() => {
          for (const other of group) if (other !== plot) other.redraw(false, true);
        });
      }
      return widest;
    };
  }
  const binarySteps = Array.from({ length: 60 }, (_, power) => 2 ** power);
  const valueAxis = (unit, size) =>
    axis({
      size,
      ...(unit === 'bytes' ? { incrs: binarySteps } : {}),
      values: (_, splits) => tickTexts(splits, unit),
    });
  const line = (name, more) => ({ stroke: () => colour(name), width: 1.5, points: { show: false }, ...more });

  /** ---- Drawn besides the lines */

  /** Stretches of time, each in its colour, named as in the style; a short one is 2 pixels wide. */
  function shade({ ctx, bbox, valToPos }, stretches, nameOf) {
    ctx.save();
    for (const stretch of stretches) {
      const start = valToPos(stretch.from, 'x', true);
      const end = valToPos(stretch.to, 'x', true);
      const left = Math.max(bbox.left, start);
      const width = Math.min(bbox.left + bbox.width, Math.max(end, start + 2)) - left;
      if (width <= 0) continue;
      ctx.fillStyle = colour(nameOf(stretch));
      ctx.fillRect(left, bbox.top, width, bbox.height);
    }
    ctx.restore();
  }

  function horizontal({ ctx, bbox, valToPos }, level, name) {
    const y = valToPos(level, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) return;
    ctx.save();
    ctx.strokeStyle = colour(name);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  /** A text that stays readable on whatever is below it. */
  function label({ ctx }, text, x, y, name) {
    ctx.save();
    ctx.setLineDash([]);
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.lineJoin = 'round';
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeStyle = colour('card');
    ctx.fillStyle = colour(name);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.strokeText(text, x, y);
    ctx.fillText(text, x, y);
    const { width } = ctx.measureText(text);
    ctx.restore();
    return width;
  }

  /** A level with its name at the right, at the edge of the plot where the level is out of sight. */
  function namedLevel(plot, level, text, name) {
    horizontal(plot, level, name);
    nameOfLevel(plot, level, text, name);
  }

  /** The name alone, of a level that another line shows. */
  function nameOfLevel(plot, level, text, name) {
    const { ctx, bbox, valToPos } = plot;
    const gap = 4 * devicePixelRatio;
    const height = 14 * devicePixelRatio;
    const y = valToPos(level, 'y', true);
    const isAbove = y < bbox.top;
    const isBelow = y > bbox.top + bbox.height;
    const shown = `${text}${isAbove ? ' \u2191' : ''}${isBelow ? ' \u2193' : ''}`;
    ctx.save();
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    const x = bbox.left + bbox.width - ctx.measureText(shown).width - gap;
    ctx.restore();
    const base = isAbove || y - gap - height < bbox.top ? bbox.top + gap + height + stripHeight() : y - gap;
    label(plot, shown, x, isBelow ? bbox.top + bbox.height - gap : base, name);
  }

  /** Stretches of time in a strip at the top, each in its full colour, which nothing covers. */
  function strips({ ctx, bbox, valToPos }, stretches, nameOf) {
    shade({ ctx, bbox: { ...bbox, height: stripHeight() }, valToPos }, stretches, nameOf);
  }

  /** ---- Plots */

  /** The options that plots of the same time share: UTC, one cursor, zoom by dragging. `key` names them. */
  function alongTime(key) {
    return {
      ms: 1e-3,
      tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
      cursor: { sync: { key }, drag: { x: true, y: false, setScale: true }, points: { size: 7 } },
    };
  }

  /** For the hook setScale: all plots of a group show the same time. */
  function following(group) {
    return (plot, key) => {
      if (key !== 'x') return;
      const { min, max } = plot.scales.x;
      for (const other of group) {
        if (other === plot || (other.scales.x.min === min && other.scales.x.max === max)) continue;
        other.setScale('x', { min, max });
      }
    };
  }

  const plots = [];
  /** A plot as wide as its box; drawn again when the colours change. */
  function draw(box, height, options, columns) {
    const common = { width: box.clientWidth, height, legend: { show: false } };
    const made = new uPlot({ ...common, ...options }, columns, box);
    plots.push(made);
    new ResizeObserver(() => made.setSize({ width: box.clientWidth, height })).observe(box);
    return made;
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const plot of plots) plot.redraw();
  });

  return {
    plain,
    quantity,
    colour,
    axis,
    timeAxis,
    valueAxis,
    line,
    shade,
    horizontal,
    label,
    namedLevel,
    nameOfLevel,
    strips,
    sideWidth,
    alongTime,
    following,
    draw,
  };
})();
