/* What the report of dma backtest says of the sample below the cursor. */
'use strict';
const shortNumber = (number) => String(Number(number.toFixed(1)));

globalThis.reportSample = (() => {
  const { quantity, moment } = plotLabels;

  function duration(seconds) {
    if (seconds < 60) return `${shortNumber(seconds)} s`;
    if (seconds < 7200) return `${shortNumber(seconds / 60)} min`;
    return seconds < 172800 ? `${shortNumber(seconds / 3600)} h` : `${shortNumber(seconds / 86400)} d`;
  }

  function exhaustionAt(data, index) {
    const isLower = data.limitSide === 'lower';
    const [seconds, earliest, latest] = [data.exhaustion, data.exhaustionEarliest, data.exhaustionLatest].map(
      (column) => column[index],
    );
    if (earliest === null) return 'limit not in sight';
    if (seconds === 0) return isLower ? 'has fallen to the limit' : 'has reached the limit';
    const verb = isLower ? 'falls to' : 'reaches';
    if (seconds === null) return `limit not in sight, ${verb} it in ${duration(earliest)} at the earliest`;
    const range =
      latest === null ? `${duration(earliest)} or later` : `${duration(earliest)} to ${duration(latest)}`;
    return `${verb} the limit in ${duration(seconds)} (${range})`;
  }

  return (data, index) => {
    const { times, value, predicted, lower, upper, risk, horizonSeconds, isEpoch, unit } = data;
    const time = moment(times[index], isEpoch);
    if (value[index] === null) return `${time}: no samples`;
    const text = (number) => quantity(number, unit);
    const forecast =
      predicted[index] === null
        ? 'no forecast'
        : `in ${duration(horizonSeconds)} ${text(predicted[index])} (${text(lower[index])} to ${text(upper[index])})`;
    return [
      `${time}: ${text(value[index])}`,
      forecast,
      exhaustionAt(data, index),
      risk[index] === null ? 'no risk known' : `risk ${risk[index].toFixed(0)} %`,
    ].join('  \u00B7  ');
  };
})();
