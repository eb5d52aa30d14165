/* Draws the report of dma learn in the browser: data from #data, uPlot from the script before this one. No network, no dependencies. */
'use strict';
const plain = (number, digits) => number.toLocaleString('en-US', { maximumSignificantDigits: digits });
const percent = (share) => `${plain(100 * share, 3)} %`;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const axis = (more) => ({
  stroke: () => colour('faint'),
  grid: { stroke: () => colour('grid'), width: 1 },
  ticks: { stroke: () => colour('line'), width: 1 },
  font: '12px system-ui, sans-serif',
  ...more,
});
const line = (name, more) => ({ stroke: () => colour(name), width: 1.5, points: { show: false }, ...more });
const percents = (_, splits) => splits.map(percent);

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const plots = [];

  /** ---- Numbers for people */

  const prefixes = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
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

  /** ---- What is drawn */

  function draw(box, height, options, columns) {
    const common = { width: box.clientWidth, height, legend: { show: false } };
    const made = new uPlot({ ...common, ...options }, columns, box);
    plots.push(made);
    new ResizeObserver(() => made.setSize({ width: box.clientWidth, height })).observe(box);
    return made;
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

  function shade(stretches) {
    return ({ ctx, bbox, valToPos }) => {
      ctx.save();
      for (const { from, to, label } of stretches) {
        const left = Math.max(bbox.left, valToPos(from, 'x', true));
        const right = Math.min(bbox.left + bbox.width, Math.max(valToPos(to, 'x', true), left + 1));
        if (right <= left) continue;
        ctx.fillStyle = colour(label === 1 ? 'false' : 'true');
        ctx.fillRect(left, bbox.top, right - left, bbox.height);
      }
      ctx.restore();
    };
  }

  function drawSeries(series, index) {
    const card = document.createElement('section');
    card.className = 'card';
    const head = document.createElement('h2');
    head.textContent = series.name;
    const box = document.createElement('div');
    card.append(head, box);
    document.getElementById('series').append(card);
    const [first, last] = [series.times[0], series.times.at(-1)];
    const axisX = axis({
      values: (_, splits) => (series.isEpoch ? clockTimes(splits) : splits.map((s) => `${plain(s, 6)} s`)),
    });
    const pair = [];
    /** Both plots show the same time. */
    const follow = (plot, key) => {
      if (key !== 'x') return;
      const { min, max } = plot.scales.x;
      for (const other of pair) {
        if (other === plot || (other.scales.x.min === min && other.scales.x.max === max)) continue;
        other.setScale('x', { min, max });
      }
    };
    const common = (level, name) => ({
      ms: 1e-3,
      tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
      cursor: { sync: { key: `series-${index}` }, drag: { x: true, y: false, setScale: true } },
      hooks: {
        drawClear: [shade(series.stretches)],
        draw: [(plot) => horizontal(plot, level, name)],
        setScale: [follow],
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
    const binarySteps = Array.from({ length: 60 }, (_, power) => 2 ** power);
    pair.push(
      draw(
        box,
        200,
        {
          ...common(series.limit, 'limit'),
          scales: { x: scaleX, y: { range: rangeY } },
          axes: [
            axisX,
            axis({
              size: 84,
              ...(series.unit === 'bytes' ? { incrs: binarySteps } : {}),
              values: (_, splits) => splits.map((split) => quantity(split, series.unit)),
            }),
          ],
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
          ...common(0, 'faint'),
          scales: {
            x: scaleX,
            y: { range: (_, min, max) => [Math.min(-1, min ?? 0), Math.max(1, max ?? 0)] },
          },
          axes: [axisX, axis({ size: 84, space: 20 })],
          series: [{}, line('risk', { spanGaps: false })],
        },
        columns,
      ),
    );
  }
  for (const [index, series] of data.series.entries()) drawSeries(series, index);

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const each of plots) each.redraw();
  });
})();
