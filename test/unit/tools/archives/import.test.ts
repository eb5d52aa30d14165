import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { runImport, type ImportArguments } from '../../../../tools/archives/import.ts';
import { readCsvSeries } from '../../../../tools/series/csv-series.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('dma import', function () {
  const folder = scratchFolder();

  beforeEach(function () {
    mkdirSync(join(folder(), 'csv'));
    writeFileSync(
      join(folder(), 'csv/if_octets-2023-11-14'),
      'epoch,rx,tx\n1700000000.001,1.500000,7.000000\n1700000010.002,2.500000,nan\n',
    );
  });

  async function run(given: Partial<ImportArguments>) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    const nothing = { input: join(folder(), 'csv'), out: undefined, json: false };
    await runImport({ ...nothing, ...given }, { ...streams, secrets: new KnownSecrets() });
    const [stdout, stderr] = [streams.stdout, streams.stderr].map((stream) => String(stream.read() ?? ''));
    return { stdout: stdout!, stderr: stderr! };
  }

  it('alone lists the series, for people and for programs', async function () {
    const { stdout } = await run({});
    assert.equal(
      stdout,
      "folder of collectd's csv plugin\n\nseries        values\nif_octets:rx  1 day\nif_octets:tx  1 day\n",
    );
    const { series } = JSON.parse((await run({ json: true })).stdout) as { series: unknown[] };
    assert.deepEqual(series[0], { name: 'if_octets:rx', about: '1 day' });
  });

  for (const [name, bytes, complaint] of [
    [
      'a.csv.gz',
      gzipSync('t,value\n1,2\n'),
      /a\.csv\.gz: is compressed by gzip; unpack it first: gunzip -k \S+$/,
    ],
    ['a.rrd', gzipSync('RRD'), /a\.rrd: is compressed by gzip/],
    ['a.xz', Buffer.from('fd377a585a000004', 'hex'), /is compressed by xz; unpack it first: unxz -k/],
    ['a.json', Buffer.from('[{"target": "web1", "datapoints": [[1, 2]]}]'), /a\.json: is JSON, and neither /],
    ['a.csv', Buffer.from('\ufefft,value\n1,2\n', 'utf16le'), /a\.csv: is text in UTF-16; save it as UTF-8$/],
    [
      'a',
      Buffer.from('7f454c46020100', 'hex'),
      /a: is a binary file of no kind that is read here; give CSV, /,
    ],
  ] as const)
    it(`says what is wrong with ${name} in a line of plain text: ${complaint.source}`, async function () {
      const input = join(folder(), name);
      writeFileSync(input, bytes);
      await assert.rejects(run({ input }), (error: Error) => {
        assert.match(error.message, complaint);
        assert.match(error.message, /^[\x20-\x7e]+$/);
        return true;
      });
    });

  it('lists the columns of a CSV file', async function () {
    const file = join(folder(), 'x.csv');
    writeFileSync(file, 'time;used;free\n1;2;3\n');
    assert.match((await run({ input: file })).stdout, /^CSV file\n\nseries +values\nused\nfree\n$/);
  });

  it('says what is wrong with what is no CSV file, as dma backtest does', async function () {
    const file = join(folder(), 'x.csv');
    for (const [text, message] of [
      ['', /: is empty; expected the line "t,value"/],
      ['1,2\n3,4\n', /:1: expected the line "t,value", not "1,2"; /],
      [
        '<?xml version="1.0"?>\n<sysstat>',
        /: is XML, and not of "rrdtool dump"; of sysstat give the file, or /,
      ],
      ['vm\t1\t2026-11-30 00:51:44 UTC\t-\tkbmemfree\t19618724\n', /: is output of "sadf -p"; /],
    ] as const) {
      writeFileSync(file, text);
      await assert.rejects(run({ input: file }), { name: 'OutsideError', message });
    }
    writeFileSync(file, 'when,used\n1,2\n');
    await assert.rejects(
      run({ input: file, timeColumn: 'x' }),
      /:1: has no column for --time-column x; there are: /,
    );
    assert.match((await run({ input: file, timeColumn: 'when' })).stdout, /\nused\n$/);
  });

  it('writes one as CSV that dma backtest reads, and says what was left out', async function () {
    const out = join(folder(), 'tx.csv');
    const { stdout, stderr } = await run({ select: 'tx', out });
    assert.equal(stdout, '');
    assert.equal(readFileSync(out, 'utf8'), 't,value\n1700000000.001,7\n');
    assert.deepEqual(readCsvSeries(out).samples, [{ time: 1700000000.001, value: 7 }]);
    const name = `${join(folder(), 'csv')}: if_octets:tx`;
    assert.equal(
      stderr,
      `dma import: ${name}: 1 of 2 samples is left out: 1 without a number (the first: 2023-11-14 22:13:30 UTC)\n` +
        `dma import: ${name}: 1 sample from 2023-11-14 22:13:20 UTC to 2023-11-14 22:13:20 UTC\n`,
    );
    assert.equal(
      (await run({ select: 'rx', out: '-' })).stdout,
      't,value\n1700000000.001,1.5\n1700000010.002,2.5\n',
    );
  });

  it('says what is wrong with its options', async function () {
    const own = join(folder(), 'own.csv');
    writeFileSync(own, 't,value\n1,2\n');
    symlinkSync(own, join(folder(), 'link.csv'));
    for (const [given, message] of [
      [{ input: undefined }, 'say what to read: a file, a folder, or a --prometheus with a --query'],
      [{ prometheus: 'http://p', query: 'up', from: '-1d' }, 'a file, or --prometheus: only one of them'],
      [{ select: 'rx' }, '--select: say where the series goes, such as --out used.csv'],
      [{ out: '-', json: true }, '--json: goes with the list, without --out'],
      [
        { out: '-', consolidation: 'median' },
        '--consolidation: expected one of max, min, average, last, not "median"',
      ],
      [{ out: '-', from: '-1d', to: '-2d' }, '--from: has to be before --to'],
      [
        { input: join(folder(), 'link.csv'), out: own },
        `--out: ${own} is what is read; it would be overwritten`,
      ],
    ] as const) {
      await assert.rejects(run(given), { name: 'UsageError', message });
    }
    await assert.rejects(run({ out: '-' }), {
      name: 'OutsideError',
      message: /choose one by --select: if_octets:rx, if_octets:tx$/,
    });
  });
});
