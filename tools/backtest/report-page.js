/* Draws the report of dma backtest in the browser from #data, with plot-pair.js and the scripts before it. */
'use strict';
/** Horizons of the beginning, and a share of the whole, whose intervals are not calibrated yet. */
const [uncalibratedHorizons, uncalibratedShare] = [4, 0.25];
/** The height of a plot of values that do not change, as a share of the limit. */
const leastShare = 0.02;

(() => {
  const { tickTexts, clockTime } = plotLabels;
  const { colour, line, label, namedLevel } = reportPlot;
  const data = JSON.parse(document.getElementById('data').textContent);
  const { times, value, predicted, lower, upper, limit, horizonSeconds, isEpoch } = data;
  const isLower = data.limitSide === 'lower';

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

  /** The first intervals are guesses, wider than any later one: they do not set the scale. */
  const knownFrom =
    times[0] + Math.min(uncalibratedHorizons * horizonSeconds, (times.at(-1) - times[0]) * uncalibratedShare);
  /** Low and high of what is in sight; nothing is known in a gap. */
  function extent(plot, lows, highs, from) {
    const [first, last] = plot.series[0].idxs ?? [0, times.length - 1];
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let index = first; index <= last; index++) {
      if (highs[index] === null || times[index] < from) continue;
      low = Math.min(low, lows[index]);
      high = Math.max(high, highs[index]);
    }
    return [low, high];
  }

  /**
   * The visible range holds the values, and the limit unless more than half of the plot would be empty then. A forecast
   * may widen it by a fifth towards the limit and a tenth away from it, and not flatten everything else.
   */
  function rangeOfValues(plot) {
    let [low, high] = extent(plot, value, value, times[0]);
    if (low > high) [low, high] = [limit, limit];
    const least = leastShare * Math.abs(limit);
    const missing = Math.max(limit - high, low - limit);
    if (missing <= Math.max(high - low, least)) [low, high] = [Math.min(low, limit), Math.max(high, limit)];
    const room = Math.max(high - low, least);
    const [deepest, farthest] = extent(plot, lower, upper, knownFrom);
    const [towards, away] = [0.2 * room, 0.1 * room];
    const bottom = Math.max(Math.min(low, deepest), low - (isLower ? towards : away));
    const top = Math.min(Math.max(high, farthest), high + (isLower ? away : towards));
    const margin = Math.max(0.05 * (top - bottom), (least - (top - bottom)) / 2);
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
    let labelled = bbox.left;
    for (const { at } of data.crossings) {
      const x = plot.valToPos(at, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      const text = `${isLower ? 'fell to limit' : 'limit reached'} ${clockTime(at, isEpoch)}`;
      ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
      const gap = 4 * devicePixelRatio;
      const width = ctx.measureText(text).width;
      // At its left, where the value was: the forecasts and the next crossing are at its right.
      const left = x - gap - width >= labelled ? x - gap - width : x + gap;
      if (left >= labelled && left + width <= bbox.left + bbox.width) {
        label(
          plot,
          text,
          left,
          isLower ? bbox.top + 30 * devicePixelRatio : bbox.top + bbox.height - gap,
          'limit',
        );
        labelled = left + width + gap;
      }
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x - size, base);
      ctx.lineTo(x + size, base);
      ctx.fill();
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x, isLower ? bbox.top : bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  const plot = plotPair(data, {
    main: {
      range: rangeOfValues,
      series: [
        line('band-edge', { width: 1 }),
        line('band-edge', { width: 1 }),
        line('forecast', { width: 1.25, dash: [5, 3] }),
        line('value', { width: 1.75 }),
      ],
      bands: [{ series: [1, 2], fill: () => colour('band') }],
      draw: [
        (main) => namedLevel(main, limit, `limit ${tickTexts([limit], data.unit)[0]}`, 'limit'),
        drawCrossings,
      ],
      columns: columns(),
    },
    percent: data.risk,
    styleOf: ({ outcome }) => outcome,
    tell: (index) => reportSample(data, index),
  });

  const shift = document.getElementById('shift');
  shift.addEventListener('click', () => {
    isShifted = !isShifted;
    shift.textContent = isShifted ? shift.dataset.made : shift.dataset.due;
    plot.setData(columns(), false);
    plot.redraw(true, true);
  });
})();
