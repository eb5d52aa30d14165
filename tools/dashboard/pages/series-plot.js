/* Draws the plot of one series from #data with uPlot and report-plot.js, anew when dashboard.js has read the page. */
'use strict';
(() => {
  const { tickTexts, clockTime, quantity } = plotLabels;
  const {
    colour,
    timeAxis,
    valueAxis,
    sideWidth,
    line,
    shade,
    namedLevel,
    nameOfLevel,
    strips,
    alongTime,
    draw,
  } = reportPlot;
  const element = document.getElementById('data');
  const parsed = () => JSON.parse(element.textContent);
  let data = parsed();
  /** A gap in the samples is longer than this many of their usual distances. */
  const gapSteps = 5;

  /** The columns by time: upper and lower end of the interval, what is expected, the value, a limit that changed. */
  function columns() {
    const rows = new Map();
    const at = (time) => {
      if (!rows.has(time)) rows.set(time, [null, null, null, null, null]);
      return rows.get(time);
    };
    for (const [time, lower, upper] of data.forecasts) {
      const row = at(time);
      [row[0], row[1]] = [upper, lower];
    }
    const steps = data.samples.map(([time], index) => time - (data.samples[index - 1]?.[0] ?? time)).slice(1);
    const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0;
    data.samples.forEach(([time, value], index) => {
      at(time)[3] = value;
      if (index > 0 && steps[index - 1] > gapSteps * usual) at(time - steps[index - 1] / 2)[3] = undefined;
    });
    const last = data.samples.at(-1);
    if (last && data.expected !== undefined) {
      at(last[0])[2] = last[1];
      at(data.expectedAt)[2] = data.expected;
    }
    for (const [time, limit] of data.limits) at(time)[4] = limit;
    if (data.limits.length > 0) at(data.to)[4] = data.limit ?? data.limits.at(-1)[1];
    const times = [...rows.keys()].sort((a, b) => a - b);
    return [times, ...[0, 1, 2, 3, 4].map((column) => spanned(times.map((time) => rows.get(time)[column])))];
  }

  /** Between two points of a column others have their own times: null is joined over, undefined is a gap. */
  function spanned(column) {
    return column.map((value) => (value === undefined ? null : value === null ? undefined : value));
  }

  function rangeOfValues() {
    const values = data.samples.map(([, value]) => value);
    if (data.expected !== undefined) values.push(data.expected);
    if (data.limit !== undefined) values.push(data.limit);
    for (const [, limit] of data.limits) values.push(limit);
    for (const [, lower, upper] of data.forecasts) values.push(lower, upper);
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    if (low > high) return [0, 1];
    const margin = 0.08 * (high - low) || 0.05 * Math.abs(high) || 1;
    // Above are the strips of alerts and the name of the limit.
    return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + 2 * margin];
  }

  /** Triangles at change points, which show the way from there on: up ones below the line, down ones above it. */
  function marks({ ctx, bbox, valToPos }) {
    const size = 5 * devicePixelRatio;
    ctx.save();
    ctx.fillStyle = colour('text');
    for (const [time, value, way] of data.changes) {
      const [x, y] = [valToPos(time, 'x', true), valToPos(value, 'y', true)];
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      const side = way === 'up' ? 1 : -1;
      ctx.beginPath();
      ctx.moveTo(x, y + side * size);
      ctx.lineTo(x - size, y + side * 3 * size);
      ctx.lineTo(x + size, y + side * 3 * size);
      ctx.fill();
    }
    ctx.restore();
  }

  const readout = document.getElementById('readout');
  function readOut(plot) {
    const { idx } = plot.cursor;
    readout.textContent =
      idx === null || idx === undefined ? readout.dataset.hint : textAt(plot.data[0][idx]);
  }

  function textAt(time) {
    const near = (points) =>
      points.reduce(
        (best, point) => (best && Math.abs(best[0] - time) <= Math.abs(point[0] - time) ? best : point),
        null,
      );
    const [sample, forecast, change] = [near(data.samples), near(data.forecasts), near(data.changes)];
    const text = (number) => quantity(number, data.unit);
    const isNear = (point) => point && Math.abs(point[0] - time) < (data.to - data.from) / 50;
    return [
      `${clockTime(time, true)} UTC`,
      isNear(sample) ? `value ${text(sample[1])}` : 'no sample',
      isNear(forecast)
        ? `predicted ${text(forecast[1])} to ${text(forecast[2])}`
        : 'nothing was predicted for it',
      ...(isNear(change) ? [`goes ${change[2]} from ${clockTime(change[0], true)} on`] : []),
    ].join('  \u00B7  ');
  }

  const group = [];
  const size = sideWidth(group);
  const plot = draw(
    document.getElementById('plot'),
    360,
    {
      ...alongTime('series'),
      scales: { x: { time: true }, y: { range: rangeOfValues } },
      axes: [timeAxis(true), valueAxis(data.unit, size)],
      series: [
        {},
        line('band-edge', { width: 1 }),
        line('band-edge', { width: 1 }),
        line('forecast', { width: 1.5, dash: [5, 3] }),
        line('value', { width: 1.75 }),
        line('limit', { dash: [6, 4] }),
      ],
      bands: [{ series: [1, 2], fill: () => colour('band') }],
      hooks: {
        drawClear: [(made) => shade(made, data.alerts, () => 'late-shade')],
        draw: [
          (made) =>
            data.limit !== undefined &&
            (data.limits.length > 0 ? nameOfLevel : namedLevel)(
              made,
              data.limit,
              `limit ${tickTexts([data.limit], data.unit)[0]}`,
              'limit',
            ),
          (made) => strips(made, data.alerts, () => 'late'),
          marks,
        ],
        setCursor: [readOut],
      },
    },
    columns(),
  );
  group.push(plot);
  readOut(plot);
  document.addEventListener('dma-read', () => {
    data = parsed();
    const { min, max } = plot.scales.x;
    const [first, last] = [plot.data[0][0], plot.data[0].at(-1)];
    const isZoomed = min > first || max < last;
    plot.setData(columns(), !isZoomed);
    if (isZoomed) plot.setScale('x', { min, max });
  });
})();
