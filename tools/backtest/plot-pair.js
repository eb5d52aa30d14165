/* The two plots of a page of dma backtest: values above, a percentage below, with uPlot and report-plot.js. */
'use strict';

/**
 * Draws them, and lets the table and the buttons of the page zoom. `main` has `series`, `columns`, and where wanted
 * `range`, `bands` and `draw` (hooks); `percent` is the column below; `styleOf` names the colour of an alert; `tell`
 * says in words what there is at an index. Returns the plot above.
 */
globalThis.plotPair = (data, { main, percent, styleOf, tell }) => {
  const { colour, axis, timeAxis, valueAxis, sideWidth, line, shade, strips } = reportPlot;
  const { horizontal, alongTime, following, draw } = reportPlot;
  const { times, alerts, horizonSeconds, isEpoch } = data;

  const box = document.getElementById('plots');
  const axisX = timeAxis(isEpoch);
  const both = [];
  const size = sideWidth(both);
  const drawAlerts = (plot) => shade(plot, alerts, (alert) => `${styleOf(alert)}-shade`);
  const drawStrips = (plot) => strips(plot, alerts, styleOf);
  const common = alongTime('report');
  const above = draw(
    box,
    420,
    {
      ...common,
      scales: { x: { time: isEpoch }, ...(main.range && { y: { range: main.range } }) },
      axes: [axisX, valueAxis(data.unit, size)],
      series: [{}, ...main.series],
      bands: main.bands ?? [],
      hooks: {
        drawClear: [drawAlerts],
        draw: [...(main.draw ?? []), drawStrips],
        setCursor: [readOut],
        setScale: [following(both)],
      },
    },
    main.columns,
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
    [times, percent],
  );
  both.push(above, below);

  function readOut({ cursor: { idx } }) {
    const target = document.getElementById('readout');
    target.textContent = idx === null || idx === undefined ? target.dataset.hint : tell(idx);
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
  readOut(above);
  return above;
};
