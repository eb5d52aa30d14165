/* Draws the report in the browser: data from #data, uPlot from the script before this one. No network, no dependencies. */
'use strict';
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const plain = (number, digits) => number.toLocaleString('en-US', { maximumSignificantDigits: digits });
const short = (number) => String(Number(number.toFixed(1)));
const narrow = (column) => ({ ...column, points: { show: false } });
const axis = (more) => ({
  stroke: () => colour('faint'),
  grid: { stroke: () => colour('grid'), width: 1 },
  ticks: { stroke: () => colour('line'), width: 1 },
  font: '12px system-ui, sans-serif',
  ...more,
});

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { times, value, predicted, lower, upper, risk, limit, horizonSeconds, isEpoch } = data;
  const isLower = data.limitSide === 'lower';

  /** ---- Numbers for people */

  const prefixes = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  function quantity(number, digits = 4) {
    if (data.unit !== 'bytes') return plain(number, Math.max(digits, 5));
    let step = 0;
    let scaled = number;
    while (Math.abs(scaled) >= 1024 && step < prefixes.length - 1) {
      scaled /= 1024;
      step++;
    }
    return `${plain(scaled, digits)} ${prefixes[step]}`;
  }
  function duration(seconds) {
    if (seconds < 60) return `${short(seconds)} s`;
    if (seconds < 7200) return `${short(seconds / 60)} min`;
    return seconds < 172800 ? `${short(seconds / 3600)} h` : `${short(seconds / 86400)} d`;
  }
  const moment = (seconds) =>
    isEpoch
      ? `${new Date(seconds * 1000).toISOString().slice(0, 21).replace('T', ' ')} UTC`
      : `${plain(seconds, 7)} s`;

  /** ---- The forecast, where it was made, or where it was made for */

  /** The newest index whose time is not after `time`, or -1. */
  function indexAt(time) {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
  const shifted = (column) =>
    times.map((time) => {
      const index = indexAt(time - horizonSeconds);
      return index < 0 ? null : column[index];
    });
  let isShifted = false;
  const columns = () =>
    isShifted
      ? [times, shifted(upper), shifted(lower), shifted(predicted), value]
      : [times, upper, lower, predicted, value];

  /** ---- Ranges */

  /**
   * What is seen holds the values and the limit. A forecast may widen it by half towards the limit and by a quarter away
   * from it, and not flatten everything else.
   */
  function rangeOfValues(plot) {
    const [first, last] = plot.series[0].idxs ?? [0, times.length - 1];
    let low = limit;
    let high = limit;
    let farthest = Number.NEGATIVE_INFINITY;
    let deepest = Number.POSITIVE_INFINITY;
    for (let index = first; index <= last; index++) {
      low = Math.min(low, value[index]);
      high = Math.max(high, value[index]);
      if (predicted[index] === null) continue;
      farthest = Math.max(farthest, upper[index]);
      deepest = Math.min(deepest, lower[index]);
    }
    const room = (high - low || Math.abs(high) || 1) * 0.5;
    const bottom = Math.max(Math.min(low, deepest), low - (isLower ? room : room / 2));
    const top = Math.min(Math.max(high, farthest), high + (isLower ? room / 2 : room));
    const margin = (top - bottom) * 0.04;
    return [low >= 0 ? Math.max(0, bottom - margin) : bottom - margin, top + margin];
  }

  /** ---- What is drawn besides the lines */

  function drawAlerts(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    for (const alert of data.alerts) {
      const start = plot.valToPos(alert.from, 'x', true);
      const end = plot.valToPos(alert.to, 'x', true);
      const left = Math.max(bbox.left, start);
      const width = Math.min(bbox.left + bbox.width, Math.max(end, start + 2)) - left;
      if (width <= 0) continue;
      ctx.fillStyle = colour(alert.outcome);
      ctx.fillRect(left, bbox.top, width, bbox.height);
    }
    ctx.restore();
  }

  function horizontal(plot, level, name) {
    const { ctx, bbox } = plot;
    const y = plot.valToPos(level, 'y', true);
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

  /** A triangle that points to the limit from where the value goes, and a line down to the axis. */
  function drawCrossings(plot) {
    const { ctx, bbox } = plot;
    const y = plot.valToPos(limit, 'y', true);
    const size = 6 * devicePixelRatio;
    const base = y + (isLower ? 1.6 : -1.6) * size;
    ctx.save();
    ctx.setLineDash([]);
    ctx.fillStyle = colour('limit');
    ctx.strokeStyle = colour('limit');
    ctx.lineWidth = devicePixelRatio;
    for (const { at } of data.crossings) {
      const x = plot.valToPos(at, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x - size, base);
      ctx.lineTo(x + size, base);
      ctx.fill();
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** ---- The plots */

  const box = document.getElementById('plots');
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
  const axisX = () =>
    axis({ values: (_, splits) => (isEpoch ? clockTimes(splits) : splits.map((s) => `${plain(s, 6)} s`)) });
  const binarySteps = Array.from({ length: 60 }, (_, power) => 2 ** power);
  const common = {
    width: box.clientWidth,
    legend: { show: false },
    ms: 1e-3,
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
    cursor: { sync: { key: 'report' }, drag: { x: true, y: false, setScale: true }, points: { size: 7 } },
  };
  const scaleX = { time: isEpoch };
  /** Both plots show the same time. */
  const follow = (plot, key) => {
    if (key !== 'x') return;
    const { min, max } = plot.scales.x;
    for (const other of plots) {
      if (other === plot || (other.scales.x.min === min && other.scales.x.max === max)) continue;
      other.setScale('x', { min, max });
    }
  };
  const plots = [];
  const main = new uPlot(
    {
      ...common,
      height: 420,
      scales: { x: scaleX, y: { range: rangeOfValues } },
      axes: [
        axisX(),
        axis({
          size: 84,
          ...(data.unit === 'bytes' ? { incrs: binarySteps } : {}),
          values: (_, splits) => splits.map((split) => quantity(split)),
        }),
      ],
      series: [
        {},
        narrow({ stroke: () => colour('band-edge'), width: 1 }),
        narrow({ stroke: () => colour('band-edge'), width: 1 }),
        narrow({ stroke: () => colour('forecast'), width: 1.25, dash: [5, 3] }),
        narrow({ stroke: () => colour('value'), width: 1.75 }),
      ],
      bands: [{ series: [1, 2], fill: () => colour('band') }],
      hooks: {
        drawClear: [drawAlerts],
        draw: [(plot) => horizontal(plot, limit, 'limit'), drawCrossings],
        setCursor: [readOut],
        setScale: [follow],
      },
    },
    columns(),
    box,
  );
  const below = new uPlot(
    {
      ...common,
      height: 150,
      scales: { x: scaleX, y: { range: [0, 103] } },
      axes: [
        axisX(),
        axis({ size: 84, splits: [0, 25, 50, 75, 100], values: (_, splits) => splits.map((s) => `${s} %`) }),
      ],
      series: [{}, narrow({ stroke: () => colour('risk'), fill: () => colour('risk-fill'), width: 1.5 })],
      hooks: {
        drawClear: [drawAlerts],
        draw: [(plot) => horizontal(plot, data.raiseAtPercent, 'faint')],
        setScale: [follow],
      },
    },
    [times, risk],
    box,
  );
  plots.push(main, below);

  /** ---- Reading and steering */

  function readOut(plot) {
    const { idx } = plot.cursor;
    const target = document.getElementById('readout');
    if (idx === null || idx === undefined) {
      target.textContent = target.dataset.hint;
      return;
    }
    const known = predicted[idx] !== null;
    const parts = [
      `${moment(times[idx])}: ${quantity(value[idx])}`,
      known
        ? `in ${duration(horizonSeconds)} ${quantity(predicted[idx])} (${quantity(lower[idx])} to ${quantity(upper[idx])})`
        : 'no forecast',
      exhaustionAt(idx),
      risk[idx] === null ? 'no risk known' : `risk ${risk[idx].toFixed(0)} %`,
    ];
    target.textContent = parts.join('  \u00B7  ');
  }

  function exhaustionAt(idx) {
    const [seconds, earliest, latest] = [data.exhaustion, data.exhaustionEarliest, data.exhaustionLatest].map(
      (column) => column[idx],
    );
    if (earliest === null) return 'limit not in sight';
    if (seconds === 0) return isLower ? 'has fallen to the limit' : 'has reached the limit';
    const verb = isLower ? 'falls to' : 'reaches';
    if (seconds === null) return `limit not in sight, ${verb} it in ${duration(earliest)} at the earliest`;
    const range =
      latest === null ? `${duration(earliest)} or later` : `${duration(earliest)} to ${duration(latest)}`;
    return `${verb} the limit in ${duration(seconds)} (${range})`;
  }

  function show(from, to) {
    for (const plot of plots) plot.setScale('x', { min: from, max: to });
  }
  const showAll = () => show(times[0], times.at(-1));
  document.getElementById('whole').addEventListener('click', showAll);
  const shift = document.getElementById('shift');
  shift.addEventListener('click', () => {
    isShifted = !isShifted;
    shift.textContent = isShifted ? shift.dataset.made : shift.dataset.due;
    main.setData(columns(), false);
    main.redraw(true, true);
  });
  for (const row of document.querySelectorAll('tr[data-from]')) {
    const zoom = () => {
      const [from, to] = [Number(row.dataset.from), Number(row.dataset.to)];
      const around = Math.max(3 * horizonSeconds, (to - from) / 4);
      show(Math.max(times[0], from - around), Math.min(times.at(-1), to + around));
    };
    row.addEventListener('click', zoom);
    row.addEventListener('keydown', (event) => event.key === 'Enter' && zoom());
  }
  new ResizeObserver(() => {
    for (const plot of plots) plot.setSize({ width: box.clientWidth, height: plot.height });
  }).observe(box);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const plot of plots) plot.redraw();
  });
  readOut(main);
})();
