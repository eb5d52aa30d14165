/* Draws the plots of dma backtest and dma learn with uPlot from the script before. No network, no dependencies. */
'use strict';
globalThis.reportPlot = (() => {
  /** ---- Numbers for people */

  function plain(number, digits) {
    return number.toLocaleString('en-US', { maximumSignificantDigits: digits });
  }
  const prefixes = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  /** With its unit: bytes with binary prefixes, or a plain number. */
  function quantity(number, unit) {
    if (unit !== 'bytes') return plain(number, 5);
    let step = 0;
    let scaled = number;
    while (Math.abs(scaled) >= 1024 && step < prefixes.length - 1) {
      scaled /= 1024;
      step++;
    }
    return `${plain(scaled, 4)} ${prefixes[step]}`;
  }
  /** Times of the day, and the date below the first one of each day. */
  function clockTimes(splits) {
    let day = '';
    return splits.map((split) => {
      const text = new Date(split * 1000).toISOString();
      const time = text.slice(11, splits[1] - splits[0] < 60 ? 19 : 16);
      const label = text.slice(0, 10) === day ? time : `${time}\n${text.slice(0, 10)}`;
      day = text.slice(0, 10);
      return label;
    });
  }

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
  const timeAxis = (isEpoch) =>
    axis({ values: (_, splits) => (isEpoch ? clockTimes(splits) : splits.map((s) => `${plain(s, 6)} s`)) });
  const binarySteps = Array.from({ length: 60 }, (_, power) => 2 ** power);
  const valueAxis = (unit) =>
    axis({
      size: 84,
      ...(unit === 'bytes' ? { incrs: binarySteps } : {}),
      values: (_, splits) => splits.map((split) => quantity(split, unit)),
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
    alongTime,
    following,
    draw,
  };
})();
