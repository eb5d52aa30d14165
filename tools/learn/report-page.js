/* Draws the report of dma learn in the browser from #data, with uPlot and report-plot.js of the scripts before. */
'use strict';
(() => {
  const {
    plain,
    colour,
    axis,
    timeAxis,
    valueAxis,
    sideWidth,
    line,
    shade,
    namedLevel,
    alongTime,
    following,
    draw,
  } = reportPlot;
  const data = JSON.parse(document.getElementById('data').textContent);
  const percents = (_, splits) => splits.map((share) => `${plain(100 * share, 3)} %`);

  /** The boundary, where it is. */
  function drawDot({ ctx, valToPos }) {
    const { falseShare, recall } = data.at;
    if (falseShare === null || recall === null) return;
    ctx.save();
    ctx.fillStyle = colour('limit');
    ctx.beginPath();
    ctx.arc(
      valToPos(falseShare, 'x', true),
      valToPos(recall, 'y', true),
      5 * devicePixelRatio,
      0,
      2 * Math.PI,
    );
    ctx.fill();
    ctx.restore();
  }

  draw(
    document.getElementById('curve'),
    260,
    {
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [0, Math.max(0.2, data.at.falseShare ?? 0)] },
        y: { range: [0, 1.02] },
      },
      axes: [axis({ values: percents }), axis({ size: 60, values: percents })],
      series: [{}, line('value', { width: 2 })],
      hooks: { draw: [drawDot] },
    },
    [data.curve.falseShare, data.curve.recall],
  );
  draw(
    document.getElementById('histogram'),
    260,
    {
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false, range: [-data.histogram.widest, data.histogram.widest] } },
      axes: [axis(), axis({ size: 60, values: percents })],
      series: [
        {},
        line('value', { fill: () => `${colour('value')}33`, paths: uPlot.paths.stepped({ align: 1 }) }),
        line('limit', { fill: () => `${colour('limit')}33`, paths: uPlot.paths.stepped({ align: 1 }) }),
      ],
    },
    // The last bin ends where it would begin anew.
    [
      [...data.histogram.from, data.histogram.widest],
      [...data.histogram.normal, data.histogram.normal.at(-1)],
      [...data.histogram.abnormal, data.histogram.abnormal.at(-1)],
    ],
  );

  /** ---- Series: the value above, the margin below */

  function drawSeries(series, index) {
    const card = document.createElement('section');
    card.className = 'card';
    const head = document.createElement('h2');
    head.textContent = series.name;
    const box = document.createElement('div');
    card.append(head, box);
    document.getElementById('series').append(card);
    const [first, last] = [series.times[0], series.times.at(-1)];
    const axisX = timeAxis(series.isEpoch);
    const pair = [];
    const size = sideWidth(pair);
    const common = (level, text, name) => ({
      ...alongTime(`series-${index}`),
      hooks: {
        drawClear: [
          (plot) =>
            shade(plot, series.stretches, ({ label }) => (label === 1 ? 'false-shade' : 'true-shade')),
        ],
        draw: [(plot) => namedLevel(plot, level, text, name)],
        setScale: [following(pair)],
      },
    });
    const scaleX = { time: series.isEpoch, range: (_, min, max) => [min ?? first, max ?? last] };
    const rangeY = (_, min, max) => {
      const [low, high] = [
        Math.min(min ?? series.limit, series.limit),
        Math.max(max ?? series.limit, series.limit),
      ];
      const margin = (high - low || Math.abs(high)) * 0.04;
      return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
    };
    pair.push(
      draw(
        box,
        200,
        {
          ...common(series.limit, `limit ${plotLabels.quantity(series.limit, series.unit)}`, 'limit'),
          scales: { x: scaleX, y: { range: rangeY } },
          axes: [axisX, valueAxis(series.unit, size)],
          series: [{}, line('value')],
        },
        [series.times, series.values],
      ),
    );
    // The same time axis above and below, wherever margins begin.
    const columns = [
      [first, ...series.marginTimes, last],
      [null, ...series.margins, null],
    ];
    pair.push(
      draw(
        box,
        130,
        {
          ...common(0, 'boundary', 'faint'),
          scales: {
            x: scaleX,
            y: { range: (_, min, max) => [Math.min(-1, min ?? 0), Math.max(1, max ?? 0)] },
          },
          axes: [axisX, axis({ size, space: 20 })],
          series: [{}, line('risk', { spanGaps: false })],
        },
        columns,
      ),
    );
  }
  for (const [index, series] of data.series.entries()) drawSeries(series, index);
})();
