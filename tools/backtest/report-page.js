/* Draws the report of dma backtest in the browser from #data, with uPlot and report-plot.js of the scripts before. */
'use strict';
const short = (number) => String(Number(number.toFixed(1)));

(() => {
  const {
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
  } = reportPlot;
  const data = JSON.parse(document.getElementById('data').textContent);
  const { times, value, predicted, lower, upper, risk, limit, horizonSeconds, isEpoch } = data;
  const isLower = data.limitSide === 'lower';

  const valueText = (number) => quantity(number, data.unit);
  function duration(seconds) {
    if (seconds < 60) return `${short(seconds)} s`;
    if (seconds < 7200) return `${short(seconds / 60)} min`;
    return seconds < 172800 ? `${short(seconds / 3600)} h` : `${short(seconds / 86400)} d`;
  }
  const moment = (seconds) =>
    isEpoch
      ? `${new Date(seconds * 1000).toISOString().slice(0, 21).replace('T', ' ')} UTC`
      : `${plain(seconds, 7)} s`;

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

  /**
   * The visible range holds the values and the limit. A forecast may widen it by half towards the limit and a quarter
   * away from it, and not flatten everything else.
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

  const box = document.getElementById('plots');
  const axisX = timeAxis(isEpoch);
  const common = alongTime('report');
  const scaleX = { time: isEpoch };
  const both = [];
  const drawAlerts = (plot) => shade(plot, data.alerts, ({ outcome }) => outcome);
  const main = draw(
    box,
    420,
    {
      ...common,
      scales: { x: scaleX, y: { range: rangeOfValues } },
      axes: [axisX, valueAxis(data.unit)],
      series: [
        {},
        line('band-edge', { width: 1 }),
        line('band-edge', { width: 1 }),
        line('forecast', { width: 1.25, dash: [5, 3] }),
        line('value', { width: 1.75 }),
      ],
      bands: [{ series: [1, 2], fill: () => colour('band') }],
      hooks: {
        drawClear: [drawAlerts],
        draw: [(plot) => horizontal(plot, limit, 'limit'), drawCrossings],
        setCursor: [readOut],
        setScale: [following(both)],
      },
    },
    columns(),
  );
  const below = draw(
    box,
    150,
    {
      ...common,
      scales: { x: scaleX, y: { range: [0, 103] } },
      axes: [
        axisX,
        axis({ size: 84, splits: [0, 25, 50, 75, 100], values: (_, splits) => splits.map((s) => `${s} %`) }),
      ],
      series: [{}, line('risk', { fill: () => colour('risk-fill'), width: 1.5 })],
      hooks: {
        drawClear: [drawAlerts],
        draw: [(plot) => horizontal(plot, data.raiseAtPercent, 'faint')],
        setScale: [following(both)],
      },
    },
    [times, risk],
  );
  both.push(main, below);

  function readOut(plot) {
    const { idx } = plot.cursor;
    const target = document.getElementById('readout');
    if (idx === null || idx === undefined) {
      target.textContent = target.dataset.hint;
      return;
    }
    const known = predicted[idx] !== null;
    const parts = [
      `${moment(times[idx])}: ${valueText(value[idx])}`,
      known
        ? `in ${duration(horizonSeconds)} ${valueText(predicted[idx])} (${valueText(lower[idx])} to ${valueText(upper[idx])})`
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
    for (const plot of both) plot.setScale('x', { min: from, max: to });
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
  readOut(main);
})();
