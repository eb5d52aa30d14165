import assert from 'node:assert/strict';
import { memStress, parseMemStress } from '../../../../tools/demonstration/mem-stress.ts';

const mebi = 2 ** 20;

describe('mem-stress', function () {
  const texts = { size: '200m', count: '16', interval: '0.7', keep: '5', force: false };

  it('reads sizes in powers of 1,024, whole counts and seconds', function () {
    assert.deepEqual(parseMemStress(texts), {
      bytes: 200 * mebi,
      count: 16,
      intervalSeconds: 0.7,
      keepSeconds: 5,
      force: false,
    });
    for (const [size, bytes] of [
      ['1', 1],
      ['1k', 1024],
      ['1.5G', 1.5 * 2 ** 30],
      ['2MB', 2 * mebi],
    ] as const) {
      assert.equal(parseMemStress({ ...texts, size }).bytes, bytes);
    }
  });

  it('refuses anything else, naming argument, value and rule', function () {
    for (const [argument, value] of [
      ['size', ''],
      ['size', '0'],
      ['size', '-5m'],
      ['size', '5 m'],
      ['count', '0'],
      ['count', 'x'],
      ['interval', ''],
      ['interval', '-1'],
      ['keep', 'Infinity'],
      ['keep', 'NaN'],
    ] as const) {
      assert.throws(() => parseMemStress({ ...texts, [argument]: value }), {
        name: 'UsageError',
        message: new RegExp(`^${argument}: expected .*, not "${value}"$`),
      });
    }
  });

  it('takes no more than the machine can spare, unless forced', async function () {
    const said: string[] = [];
    const surroundings = {
      availableBytes: 70 * mebi,
      write: (line: string) => void said.push(line),
      signal: AbortSignal.timeout(10_000),
    };
    const seven = { bytes: 7 * mebi, count: 1, intervalSeconds: 0, keepSeconds: 0, force: false };
    await assert.rejects(
      memStress(seven, surroundings),
      /1 times 7 MiB is more than this machine can spare \(6 MiB\)/,
    );
    assert.deepEqual(said, []);
    await memStress({ ...seven, force: true }, surroundings);
    await memStress({ ...seven, bytes: 3 * mebi, count: 2 }, surroundings);
    assert.deepEqual(said, [
      'mem-stress: 7 MiB of 7 MiB taken\n',
      'mem-stress: keeping 7 MiB for 0 s\n',
      'mem-stress: given back\n',
      'mem-stress: 3 MiB of 6 MiB taken\n',
      'mem-stress: 6 MiB of 6 MiB taken\n',
      'mem-stress: keeping 6 MiB for 0 s\n',
      'mem-stress: given back\n',
    ]);
  });
});
