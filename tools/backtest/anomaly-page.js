/* Draws the report of dma backtest for a target with an ensemble, from #data, with uPlot and report-plot.js. */
'use strict';
(() => {
  const { quantity, moment } = plotLabels;
  const { colour, axis, timeAxis, valueAxis, sideWidth, line, shade, strips } = reportPlot;
  const { horizontal, alongTime, following, draw } = reportPlot;
  const data = JSON.parse(document.getElementById('data').textContent);
  const { times, value, anomaly, alerts, horizonSeconds, isEpoch, unit } = data;

  const box = document.getElementById('plots');
  const axisX = timeAxis(isEpoch);
  const common = alongTime('report');
  const both = [];
  const size = sideWidth(both);
  const drawAlerts = (plot) => shade(plot, alerts, () => 'late-shade');
  const drawStrips = (plot) => strips(plot, alerts, () => 'late');
  const main = draw(
    box,
    420,
    {
      ...common,
      scales: { x: { time: isEpoch } },
      axes: [axisX, valueAxis(unit, size)],
      series: [{}, line('value', { width: 1.75 })],
      hooks: {
        drawClear: [drawAlerts],
        draw: [drawStrips],
        setCursor: [readOut],
        setScale: [following(both)],
      },
    },
    [times, value],
  );
  const below = draw(
    box,
    150,
    {
      ...common,
      scales: { x: { time: isEpoch }, y: { range: [0, 103] } },
      axes: [
        axisX,
        axis({ size, splits: [0, 25, 50, 75, 100], values: (_, splits) => splits.map((s) => `${s} %`) }),
      ],
      series: [{}, line('risk', { fill: () => colour('risk-fill'), width: 1.5 })],
      hooks: {
        drawClear: [drawAlerts],
        draw: [(plot) => horizontal(plot, data.raiseAtPercent, 'faint'), drawStrips],
        setScale: [following(both)],
      },
    },
    [times, anomaly],
  );
  both.push(main, below);

  function readOut({ cursor: { idx } }) {
    const target = document.getElementById('readout');
    if (idx === null || idx === undefined) target.textContent = target.dataset.hint;
    else if (value[idx] === null) target.textContent = `${moment(times[idx], isEpoch)}: no samples`;
    else {
      const sure = anomaly[idx] === null ? 'not judged' : `${anomaly[idx].toFixed(0)} % sure of an anomaly`;
      target.textContent = `${moment(times[idx], isEpoch)}: ${quantity(value[idx], unit)}  \u00B7  ${sure}`;
    }
  }

  function show(from, to) {
    for (const plot of both) plot.setScale('x', { min: from, max: to });
  }
  document.getElementById('whole').addEventListener('click', () => show(times[0], times.at(-1)));
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
