import assert from 'node:assert/strict';
import { parseQuantity } from '../../../../plugins/config/quantity.ts';

describe('a quantity', () => {
  const table: [string | number, number | undefined][] = [
    [5, 5],
    [-0.5, -0.5],
    ['0', 0],
    ['64', 64],
    ['1.5GiB', 1_610_612_736],
    ['1.5Gi', 1_610_612_736],
    ['2G', 2e9],
    ['1.25G', 1.25e9],
    ['2GB', 2e9],
    ['10 MB', 1e7],
    ['3k', 3000],
    ['4Ki', 4096],
    ['5MiB', 5 * 2 ** 20],
    ['1T', 1e12],
    ['1TiB', 2 ** 40],
    ['7B', 7],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['', undefined],
    ['G', undefined],
    ['-1G', undefined],
    ['1.G', undefined],
    ['1e3', 1000],
    ['7e15', 7e15],
    ['6e-7', 6e-7],
    ['1.5E+2', 150],
    ['2e3GiB', 2000 * 2 ** 30],
    ['1e999', undefined],
    ['e3', undefined],
    ['1e', undefined],
    ['1e1.5', undefined],
    ['2g', undefined],
    ['2 G B', undefined],
    ['2GiBB', undefined],
    ['0x10', undefined],
    ['5%', undefined],
    ['1G\n', undefined],
  ];
  for (const [text, number] of table) {
    it(`${JSON.stringify(text)} is ${number ?? 'none'}`, () => {
      assert.equal(parseQuantity(text), number);
    });
  }
});
