import assert from 'node:assert/strict';
import {
  clockText,
  fullText,
  shortAmount,
  shortChange,
  shortDuration,
} from '../../../../tools/outlook/amounts.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

describe('amounts in a narrow column', () => {
  inTimeZone('Europe/Berlin');

  it('have at most five characters, and a sign', () => {
    const bytes = [0, 512, 1023, 1024, 1e6, 12.3 * 2 ** 30, 1023 * 2 ** 20, 5 * 2 ** 40, -2 * 2 ** 20];
    assert.deepEqual(
      bytes.map((value) => shortAmount(value, 'bytes')),
      ['0', '512', '1023', '1.0K', '977K', '12.3G', '1023M', '5.0T', '-2.0M'],
    );
    const plain = [0.523, 7, 99.5, 1234, 9999, 12_345, 999_960, 7e15];
    assert.deepEqual(
      plain.map((value) => shortAmount(value, 'plain')),
      ['0.52', '7', '99.5', '1234', '9999', '12.3k', '1.0M', '7.0P'],
    );
    for (let power = -3; power < 60; power++)
      for (const unit of ['bytes', 'plain'] as const)
        for (const value of [1.0499 * 2 ** power, 1.9999 * 2 ** power, 1023.99 * 2 ** power])
          assert.ok(shortAmount(value, unit).length <= 5, `${value} ${unit}: ${shortAmount(value, unit)}`);
    assert.deepEqual(
      [undefined, Number.NaN].map((value) => shortAmount(value, 'plain')),
      ['?', '?'],
    );
  });

  it('are a change with its sign, and none where it is nothing beside the limit', () => {
    assert.equal(shortChange(1.9 * 2 ** 30, 'bytes', 2 ** 34), '+1.9G');
    assert.equal(shortChange(-1500, 'plain', 1e5), '-1500');
    assert.equal(shortChange(100, 'bytes', 2 ** 34), '0');
    assert.equal(shortChange(undefined, 'bytes', 1), '?');
  });

  it('are durations in one unit', () => {
    assert.deepEqual([41, 119, 600, 7300, 40 * 3600, 5 * 86_400].map(shortDuration), [
      '41s',
      '119s',
      '10m',
      '2.0h',
      '40h',
      '5.0d',
    ]);
  });

  it('are local times, with seconds when they are near and with the date when they are far', () => {
    const now = 1_795_226_400;
    assert.deepEqual(
      [now, now + 3 * 3600, now + 2 * 86_400].map((time) => clockText(time, now)),
      ['03:00:00', '06:00', '11-23 03:00'],
    );
    assert.equal(clockText(Number.NaN, now), '?');
  });

  it('are the time until the limit, as much of it as fits', () => {
    const now = 1_795_226_400;
    const full = { expected: now + 41, earliest: now + 25, latest: now + 70 };
    assert.deepEqual(
      [20, 11, 9, 4].map((width) => fullText(full, now, width)),
      ['03:00:41 (25-70s)', '41s (25-70)', '41s', '41s'],
    );
    const hours = { expected: now + 15_120, earliest: now + 12_600, latest: now + 22_000 };
    assert.equal(fullText(hours, now, 14), '4.2h (3.5-6.1)');
    assert.equal(fullText(hours, now, 11), '4.2h (4-6)');
    assert.equal(fullText({ expected: now + 41, earliest: now + 25 }, now, 11), '41s (25-)');
    assert.equal(fullText({ earliest: now + 25 }, now, 11), '>25s');
    assert.equal(fullText({}, now, 11), '-');
    assert.equal(fullText(full, now + 50, 11), 'now');
  });
});
