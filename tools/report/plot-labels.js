/* The texts in the plots of dma backtest and dma learn: numbers, amounts and times for people. */
'use strict';
globalThis.plotLabels = (() => {
  function plain(number, digits) {
    return number.toLocaleString('en-US', { maximumSignificantDigits: digits });
  }

  const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const decimal = ['', ' k', ' M', ' G', ' T', ' P', ' E'];
  /** Below it, plain numbers are written out. */
  const longNumber = 1e6;

  /** The number in its largest unit that leaves at least 1 in front of the point. */
  function scaled(number, unit) {
    const [base, names] = unit === 'bytes' ? [1024, binary] : [1000, decimal];
    if (unit !== 'bytes' && Math.abs(number) < longNumber) return { amount: number, name: '' };
    let step = 0;
    let amount = number;
    while (Math.abs(amount) >= base && step < names.length - 1) {
      amount /= base;
      step++;
    }
    return { amount, name: unit === 'bytes' ? ` ${names[step]}` : names[step] };
  }

  /** With its unit: bytes with binary prefixes, or a plain number. */
  function quantity(number, unit) {
    if (unit !== 'bytes') return plain(number, 5);
    const { amount, name } = scaled(number, unit);
    return `${plain(amount, 4)}${name}`;
  }

  /** The labels of an axis: short, each with its unit, and with as many decimals as tell them apart. */
  function tickTexts(splits, unit) {
    const scaledSplits = splits.map((split) => scaled(split, unit));
    const textsWith = (decimals) =>
      scaledSplits.map(({ amount, name }) =>
        `${amount.toLocaleString('en-US', { maximumFractionDigits: decimals })}${name}`.replace(
          /^-0(?![\d.])/,
          '0',
        ),
      );
    for (let decimals = unit === 'bytes' ? 1 : 0; decimals < 9; decimals++) {
      const isExact = scaledSplits.every(
        ({ amount }) => Math.abs(amount - Number(amount.toFixed(decimals))) <= 1e-4 * Math.abs(amount),
      );
      const texts = textsWith(decimals);
      if (isExact && new Set(texts).size === texts.length) return texts;
    }
    return textsWith(9);
  }

  /** Times of the day in UTC as fine as their steps, and the date below the first one of each day. */
  function clockTimes(splits) {
    const step = splits[1] - splits[0];
    const length = step < 1 ? 23 : step < 60 ? 19 : 16;
    let day = '';
    return splits.map((split) => {
      const text = new Date(split * 1000).toISOString();
      const time = text.slice(11, length);
      const label = text.slice(0, 10) === day ? time : `${time}\n${text.slice(0, 10)}`;
      day = text.slice(0, 10);
      return label;
    });
  }

  /** A time as a label in a plot: `15:42:09`, or seconds of a recording that begins with 0. */
  function clockTime(seconds, isEpoch) {
    return isEpoch ? new Date(seconds * 1000).toISOString().slice(11, 19) : `${plain(seconds, 6)} s`;
  }

  /** A time with its day, or seconds in a recording that begins with 0. */
  function moment(seconds, isEpoch) {
    if (!isEpoch) return `${plain(seconds, 7)} s`;
    return `${new Date(seconds * 1000).toISOString().slice(0, 21).replace('T', ' ')} UTC`;
  }

  return { plain, quantity, tickTexts, clockTimes, clockTime, moment };
})();
