import assert from 'node:assert/strict';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { OutsideError } from '../../../../tools/process/command-error.ts';
import { parseCsvSeries, readCsvSeries } from '../../../../tools/series/csv-series.ts';
import { backtestManifest } from '../../../../tools/backtest/manifest.ts';
import { readRecordedSeries } from '../../../../tools/archives/recorded-series.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** The one line in which it is refused. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof OutsideError, (error as Error).stack);
    assert.ok(!/[\n\r]/.test(error.message) && error.message.length < 600, error.message);
    return error.message;
  }
  return assert.fail('nothing was refused');
}

describe('hostile files for backtest and learn', function () {
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch(), name);

  it('are refused when they are a gigabyte, or without end', () => {
    writeFileSync(at('sparse'), '');
    truncateSync(at('sparse'), 2 ** 30);
    assert.equal(
      refusalOf(() => readCsvSeries(at('sparse'))),
      `${at('sparse')}: is longer than 128 MiB; give a shorter part, of CSV for one its newest: (head -n 1 ${at('sparse')}; tail -c 100M ${at('sparse')} | tail -n +2) > part.csv`,
    );
    symlinkSync('/dev/zero', at('zeros'));
    assert.match(
      refusalOf(() => readCsvSeries(at('zeros'))),
      /zeros: is longer than 128 MiB; give a shorter part, of CSV for one its newest: \(head -n 1 FILE; /,
    );
  });

  it('cost no more than their length, however many commas are in a line', () => {
    const before = process.memoryUsage().heapUsed;
    assert.match(
      refusalOf(() => parseCsvSeries(`t,value\n${','.repeat(5e6)}`, 'f')),
      /^f:2: expected a time and a number/,
    );
    assert.match(
      refusalOf(() => parseCsvSeries(`${'t,'.repeat(5e6)}\n`, 'f')),
      /^f:1: expected the line "t,value"/,
    );
    assert.ok(process.memoryUsage().heapUsed - before < 100e6);
  });

  it('are series in the order of time, or refused in one line, whatever stands in them', () => {
    const field = fc.oneof(
      fc.double().map(String),
      fc.constantFrom(
        '',
        'nan',
        'inf',
        '-inf',
        '1e999',
        '0x10',
        '1e300',
        '-1e300',
        '5e-324',
        '"1"',
        '\0',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { maxLength: 30 }), (rows) => {
        const text = `t,value\n${rows.map((row) => row.join(',')).join('\n')}`;
        try {
          const { samples } = parseCsvSeries(text, 'f');
          for (const [index, { time, value }] of samples.entries()) {
            assert.ok(Number.isFinite(time) && Number.isFinite(value));
            assert.ok(index === 0 || time > samples[index - 1]!.time);
          }
        } catch (error) {
          assert.ok(error instanceof OutsideError, (error as Error).stack);
          assert.ok(error.message.length < 600, error.message);
        }
      }),
    );
  });

  it('are refused in one line when they are manifests that are none', () => {
    const trace = { name: 'a', file: 'a.csv', kind: 'k', threshold: 1, interval: 1 };
    const manifests = ['', deepJson, 'null', '[]', '{"traces": 5}', '{"__proto__": {"traces": []}}'].concat(
      [{ threshold: 'x' }, { threshold: -1 }, { name: { a: 1 } }, { file: ['x'] }].map((odd) =>
        JSON.stringify({ traces: [{ ...trace, ...odd }] }),
      ),
      JSON.stringify({ traces: [trace] }).replace('"threshold":1', '"threshold":1e999'),
    );
    for (const text of manifests) {
      writeFileSync(at('m.json'), text);
      const replay = (): unknown => backtestManifest(at('m.json'), at('out'), { forecaster: 'naive' });
      assert.match(refusalOf(replay), /m\.json: is not a manifest of traces/, text.slice(0, 80));
      assert.match(
        refusalOf(() => readRecordedSeries(at('m.json'))),
        /m\.json: is not a manifest of labelled series/,
        text.slice(0, 80),
      );
    }
  });
});

const deepJson = '['.repeat(100_000);
