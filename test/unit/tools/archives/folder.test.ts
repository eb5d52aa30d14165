import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openArchive, readRecordedInput } from '../../../../tools/archives/recorded-input.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { whisperOf } from './whisper-bytes.ts';
import { wholeSeries } from './whole-series.ts';

describe('a folder of archives', function () {
  const folder = scratchFolder();
  const start = 1_700_000_040;

  function write(name: string, content: string | Buffer): void {
    const path = join(folder(), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  function writeWhisper(name: string, value: number): void {
    const points = [0, 1, 2].map((index) => [start + 10 * index, value + index] as const);
    write(name, whisperOf(4, [{ step: 10, points }]));
  }

  function listed(path = folder()): { kind: string; series: readonly string[] } {
    const opened = openArchive(path);
    assert.ok('series' in opened);
    return { kind: opened.kind, series: opened.series.map(({ name, about }) => `${name}: ${about}`) };
  }

  it('of Graphite holds a series for each Whisper file, by its path, however deep', function () {
    writeWhisper('collectd/web1/memory/memory-used.wsp', 100);
    writeWhisper('a/b/c/d/e/f/g.wsp', 7);
    write('collectd/web1/memory/notes.txt', 'nothing');
    assert.deepEqual(listed(), {
      kind: 'folder of Whisper files',
      series: [
        'a/b/c/d/e/f/g: max, every 10 s for 30 s',
        'collectd/web1/memory/memory-used: max, every 10 s for 30 s',
      ],
    });
    const { name, samples } = readRecordedInput(folder(), { ...wholeSeries, select: 'memory-used' });
    assert.equal(name, `${folder()}: collectd/web1/memory/memory-used`);
    assert.deepEqual(
      samples.map(({ value }) => value),
      [100, 101, 102],
    );
    const below = join(folder(), 'collectd/web1');
    assert.deepEqual(listed(below).series, ['memory/memory-used: max, every 10 s for 30 s']);
    assert.throws(() => readRecordedInput(folder(), wholeSeries), {
      name: 'OutsideError',
      message:
        /holds 2 series; choose one by --select: a\/b\/c\/d\/e\/f\/g, collectd\/web1\/memory\/memory-used$/,
    });
    assert.throws(() => readRecordedInput(below, { ...wholeSeries, stepSeconds: 60 }), {
      message: /has values every 10 s, and --step asks for every 60 s$/,
    });
  });

  it('of sysstat says to give one of its files', function () {
    for (const name of ['sa20', 'sa21', 'sar20']) write(name, Buffer.from([0x96, 0xd5, 0]));
    assert.throws(() => openArchive(folder()), {
      name: 'OutsideError',
      message: `${folder()}: holds files of sysstat; give one of them, such as ${join(folder(), 'sa21')}`,
    });
  });

  it('may hold archives of several programs', function () {
    writeWhisper('whisper/web1/load.wsp', 1);
    write('csv/web1/load/load-2023-11-14', 'epoch,value\n1700000000.0,2.000000\n');
    assert.deepEqual(listed(), {
      kind: "folder of collectd's csv plugin and Whisper files",
      series: ['csv/web1/load/load: 1 day', 'whisper/web1/load: max, every 10 s for 30 s'],
    });
  });

  it('shows a damaged file for what it is, beside the others', function () {
    writeWhisper('good.wsp', 1);
    write('bad.wsp', 'nothing');
    write('empty.wsp', '');
    write('short.wsp', whisperOf(4, [{ step: 10, points: [[start, 1]] }]).subarray(0, 30));
    const wrong = 'does not begin as a .wsp file does; copy it again as a binary file, and whole';
    assert.deepEqual(listed().series, [
      `bad: ${wrong}`,
      `empty: ${wrong}`,
      'good: max, every 10 s for 30 s',
      'short: max, every 10 s for 10 s',
    ]);
    for (const [select, message] of [
      ['bad', `${join(folder(), 'bad.wsp')}: ${wrong}`],
      ['short', /short\.wsp: ends 10 bytes too early for its header; copy the file again$/],
    ] as const) {
      const wish = { ...wholeSeries, select };
      assert.throws(() => readRecordedInput(folder(), wish), { name: 'OutsideError', message });
    }
  });

  it('that holds none is refused', function () {
    write('notes.txt', 'nothing');
    assert.throws(() => openArchive(folder()), {
      name: 'OutsideError',
      message: `${folder()}: holds no RRD or Whisper files, and none of collectd's csv plugin, such as memory/memory-used-2026-11-21; any other file is given by itself`,
    });
  });
});
