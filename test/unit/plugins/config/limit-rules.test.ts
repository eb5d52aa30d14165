import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';

/** The complaint about a target with these options; undefined when they are accepted. */
function complaint(series: string, options: string): string | undefined {
  try {
    parseConfig(`targets:\n  m: {series: "${series}", ${options}}`, 'f');
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^f:\d+:\d+: targets\.m\./, '');
  }
}

describe('a capacity and a limit beside the unit of a series', () => {
  const memory = '*/memory/memory-used';
  const sum = 'capacity: "*/memory/memory-{used,free}"';
  const bytes = `is a number of bytes beside series like ${memory}`;

  const refused: readonly (readonly [name: string, series: string, options: string, message: string])[] = [
    [
      'a limit in percent without its sign',
      memory,
      `${sum}, limit: 90`,
      `limit: 90 ${bytes}; write 90% for a share of the capacity, or a unit such as 90GiB`,
    ],
    [
      'a limit as a fraction',
      memory,
      `${sum}, limit: 0.9`,
      `limit: 0.9 ${bytes}; write 90% for a share of the capacity, or a unit such as 0.9GiB`,
    ],
    [
      'a lower limit in percent without its sign',
      '*/df-*/df_complex-free',
      'capacity: "*/df-*/df_complex-*", lowerLimit: 10',
      'lowerLimit: 10 is a number of bytes beside series like */df-*/df_complex-free; write 10% for a share of the capacity, or a unit such as 10GiB',
    ],
    [
      'a capacity of 1',
      memory,
      'capacity: 1',
      `capacity: 1 ${bytes}; name the series to sum up, or write a unit such as 64GiB`,
    ],
    [
      'a capacity of 100',
      '*/swap/swap-*',
      'capacity: 100',
      'capacity: 100 is a number of bytes beside series like */swap/swap-*; name the series to sum up, or write a unit such as 64GiB',
    ],
    [
      'a limit in bytes beside percents',
      '*/memory/percent-used',
      'limit: 7GiB',
      'limit: 7516192768 is more than 100, and series like */memory/percent-used are in percent; write a number such as 90',
    ],
    [
      'a capacity in bytes beside percents',
      '*/df-*/percent_bytes-used',
      'capacity: 64GiB',
      'capacity: 68719476736 is more than 100, and series like */df-*/percent_bytes-used are in percent; write a number such as 90',
    ],
    [
      'a value of our own to predict',
      '*/dma/memory',
      'limit: 7GiB',
      'series: is a value of dma itself; name series that another plugin of collectd writes',
    ],
    [
      'a value of our own as capacity',
      memory,
      'capacity: "*/dma-memory/gauge-*"',
      'capacity: is a value of dma itself; name series that another plugin of collectd writes',
    ],
  ];
  for (const [name, series, options, message] of refused)
    it(`is refused: ${name}`, () => assert.equal(complaint(series, options), message));

  const accepted: readonly (readonly [name: string, series: string, options: string])[] = [
    ['a percentage', memory, `${sum}, limit: 90%`],
    ['a percentage with a space', memory, `${sum}, limit: 90 %`],
    ['a limit with a unit and a space', memory, `${sum}, limit: 7 GiB`],
    ['percents of 100', '*/memory/percent-used', 'capacity: 100, limit: 90'],
    ['a share of 1', '*/pool/gauge-share', 'capacity: 1, limit: 0.9'],
    ['a choice, and brackets in a name', '*/net-[a]/{memory,swap}-used', 'limit: 90'],
    ['small numbers where the type is not known', '*/{memory,swap}/{memory,swap}-used', 'limit: 90'],
  ];
  for (const [name, series, options] of accepted)
    it(`is accepted: ${name}`, () => assert.equal(complaint(series, options), undefined));
});

describe('a brace in a glob over series', () => {
  const memory = '*/memory/memory-used';
  const refused: readonly (readonly [name: string, glob: string, brace: string])[] = [
    ['without its other half', '*/memory/memory-{used', '{'],
    ['that only closes', '*/memory/memory-used}', '}'],
    ['around one word', '*/memory/memory-{used}', '{'],
    ['around a wildcard', '*/memory/memory-{u*,free}', '{'],
    ['around a slash', '*/{memory/memory,swap}-used', '{'],
  ];
  for (const [name, glob, brace] of refused)
    it(`is refused: one ${name}`, () => {
      const message = `${glob} has a ${brace} that is no part of a choice such as {a,b}, whose words have no wildcard or slash; write ? for a brace in a name`;
      assert.equal(complaint(glob, 'limit: 7GiB'), `series: ${message}`);
      assert.equal(complaint(memory, `capacity: "${glob}"`), `capacity: ${message}`);
      assert.equal(complaint(memory, `capacity: {series: "${glob}"}`), `capacity: ${message}`);
    });

  it('is refused in each part of a sum, at its line', () => {
    const text = 'targets:\n  m:\n    series: ["*/a/b", "*/a/{c"]\n    limit: 5\n';
    assert.throws(() => parseConfig(text, 'f'), {
      message: /^f:3:5: targets\.m\.series: \*\/a\/\{c has a \{ that is no part of a choice/,
    });
  });
});

/** The capacity of a target with these options. */
function capacityOf(options: string): unknown {
  return parseConfig(`targets: {m: {series: "*/df/df-*", ${options}}}`, 'f').targets['m']!.capacity;
}

describe('the data source of a capacity', () => {
  it('is the one of the target', () => {
    const capacity = { sumOf: '*/df/df-*', dataSources: [1] };
    assert.deepEqual(capacityOf('dataSource: 1, capacity: "*/df/df-*"'), capacity);
    assert.deepEqual(capacityOf('dataSource: 1, capacity: {series: "*/df/df-*"}'), capacity);
  });

  it('may be another one, or a sum of several', () => {
    const with2 = 'capacity: {series: "*/df/df-*", dataSource: 2}';
    assert.deepEqual(capacityOf(with2), { sumOf: '*/df/df-*', dataSources: [2] });
    const withBoth = 'capacity: {series: "*/df/df-*", dataSource: [0, 1]}';
    assert.deepEqual(capacityOf(withBoth), { sumOf: '*/df/df-*', dataSources: [0, 1] });
  });

  for (const wrong of ['-1', '[0, 0]', '[]', '1.5', 'used'])
    it(`is refused: ${wrong}`, () =>
      assert.throws(
        () => capacityOf(`capacity: {series: "*/df/df-*", dataSource: ${wrong}}`),
        /targets\.m\.capacity/,
      ));
});
