/* Draws the report of dma backtest for an ensemble, from #data, with plot-pair.js. */
'use strict';
(() => {
  const { quantity, moment } = plotLabels;
  const data = JSON.parse(document.getElementById('data').textContent);
  const { times, value, anomaly, isEpoch, unit } = data;

  function tell(index) {
    const time = moment(times[index], isEpoch);
    if (value[index] === null) return `${time}: no samples`;
    const percent = anomaly[index];
    const sure = percent === null ? 'not judged' : `${percent.toFixed(0)} % sure of an anomaly`;
    return `${time}: ${quantity(value[index], unit)}  \u00B7  ${sure}`;
  }

  plotPair(data, {
    main: { series: [reportPlot.line('value', { width: 1.75 })], columns: [times, value] },
    percent: anomaly,
    styleOf: () => 'late',
    tell,
  });
})();
