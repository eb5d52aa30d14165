import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryPast } from '../support/memory-past.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** The compiled `dma explain` with a past in a real Redis. */
describe('dma explain', function () {
  const folder = scratchFolder();
  const seconds = 1200;
  // Flat, then a leak that reaches 90 % of the capacity at 900 s, then given back.
  const past = memoryPast(folder, seconds, (t) => (t >= 600 && t < 960 ? 300 + 2 * (t - 600) : 300));
  /** Epoch seconds of the first sample. */
  let start: number;

  beforeEach(function () {
    start = past().start;
  });

  const explain = (...args: string[]) => {
    const config = join(folder(), 'dma.yaml');
    const targets = [
      'memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*"}',
      'available: {series: "*/memory/memory-free", lowerLimit: 10%, capacity: "*/memory/memory-*"}',
    ];
    writeFileSync(config, `redis: {url: "${past().redis.url}"}\ntargets: {${targets.join(', ')}}\n`);
    return runDma(['explain', '--config', config, ...args]);
  };

  it('says of a quiet series what would raise an alert', async function () {
    const { code, stdout, stderr } = await explain('web1', 'memory');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /^memory of web1: risk 0 %, no alert\nweb1\/memory\/memory-used \(target memory\) at /,
    );
    assert.match(stdout, /^now 300 B, limit 900 B, 60 s ahead$/m);
    assert.match(stdout, /^dma predict gave no risk in the 60 s before; dma check says why$/m);
    assert.match(stdout, /^ {2}climb +no climb leads to the limit$/m);
    assert.match(stdout, /^ {2}- an alert comes within 60 s if it climbs steadily by \+\d+ B\/min or more$/m);
  });

  it('tells amounts in their unit where the capacity moves', async function () {
    const times = Array.from({ length: seconds }, (_, second) => start + second);
    const used = times.map((time) => ({ time, value: 300 * 2 ** 20 }));
    const free = times.map((time) => ({ time, value: (start + 2000 - time) * 2 ** 20 }));
    await past().redis.put('tank/memory/memory-used', used);
    await past().redis.put('tank/memory/memory-free', free);
    const { code, stdout } = await explain('tank', 'memory');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^now 300\.0 MiB, limit 990\.\d MiB \(27\.\d of 90\.0 % of a capacity that moves\), 60 s ahead$/m,
    );
  });

  it('says of a silent series that it is silent, and explains its last sample', async function () {
    const end = start + seconds - 900;
    const times = Array.from({ length: 300 }, (_, second) => end - 299 + second);
    await past().redis.put(
      'gone/memory/memory-used',
      times.map((time) => ({ time, value: 300 })),
    );
    await past().redis.put(
      'gone/memory/memory-free',
      times.map((time) => ({ time, value: 700 })),
    );
    const { code, stdout, stderr } = await explain('gone', 'memory');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^memory of gone: silent for 15 min; by its last sample: risk 0 %, no alert$/m);
    assert.match(stdout, /^last 300 B, limit 900 B, 60 s ahead$/m);
    assert.match(stdout, /^ {2}- a new sample: nothing is judged without one; /m);
    assert.match(stdout, /^ {2}- without one, dma predict forgets it at /m);
    const { silent } = JSON.parse((await explain('gone', 'memory', '--json')).stdout) as {
      silent: Record<string, number>;
    };
    assert.equal(silent['forgottenAfterSeconds'], 3600);
  });

  it('says where a series has several writers, which a replay does not part', async function () {
    const both = Array.from({ length: 400 }, (_, half) => ({
      time: start + 1000 + (half >> 1) + (half % 2) * 0.3,
      value: half % 2 === 0 ? 300 : 500,
    }));
    await past().redis.put('twin/memory/memory-used', both);
    await past().redis.put('twin/memory/memory-free', both);
    const { code, stdout } = await explain('twin', 'memory');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^twin\/memory\/memory-used: 2 collectd seem to have written it, in turns; a replay takes them for one series/m,
    );
  });

  it('looks as far ahead as dma predict does where dma.yaml says auto', async function () {
    const config = join(folder(), 'auto.yaml');
    const target = '{series: "*/memory/memory-used", capacity: "*/memory/memory-*", horizonSeconds: auto}';
    writeFileSync(config, `redis: {url: "${past().redis.url}"}\ntargets: {memory: ${target}}\n`);
    await past().redis.put('web1/dma-memory/duration-horizon', [{ time: start + 1199, value: 300 }]);
    const { code, stdout } = await runDma(['explain', '--config', config, 'web1']);
    assert.equal(code, 0);
    assert.match(stdout, /^now 300 B, limit 900 B, 5 min ahead$/m);
    assert.match(stdout, /horizon auto is 5 min, as dma predict has it$/m);
  });

  it('says why there was an alert, and what dma predict gave then', async function () {
    const time = start + 870;
    await past().redis.put('web1/dma-memory/percent-risk', [{ time, value: 91.4 }]);
    const at = new Date((time + 0.5) * 1000).toISOString().replace('.500', '.5');
    const { code, stdout } = await explain('web1', 'memory', '--at', at);
    assert.equal(code, 0);
    assert.match(stdout, /^memory of web1: risk \d\d %, alert since /);
    assert.match(stdout, /^dma predict gave 91 % at \d\d:\d\d:\d\d$/m);
    assert.match(
      stdout,
      /^ {2}climb +\+1[12]\d B\/min for 4 min, (29|30) s from the limit: it goes on .* of \d\d %$/m,
    );
    assert.match(stdout, /^ {2}precedents +no earlier climb came this far$/m);
    assert.match(stdout, /^ {2}- if it stays at 840 B, the alert ends after \d\d s$/m);
    assert.match(stdout, /^ {2}- if it goes on at \+1[12]\d B\/min, the limit is reached after (29|30) s$/m);
  });

  it('says the same of the other side as JSON, and the latch when the limit has been reached', async function () {
    const at = new Date((start + 930) * 1000).toISOString();
    const { code, stdout } = await explain('web1', 'available', '--at', at, '--json');
    assert.equal(code, 0);
    const { risk, changes, limitSide, value } = JSON.parse(stdout) as {
      risk: Record<string, unknown>;
      changes: { endsAt: number };
      limitSide: string;
      value: number;
    };
    assert.deepEqual([risk['percent'], risk['raised'], limitSide], [100, true, 'lower']);
    assert.ok(changes.endsAt > value, `${changes.endsAt}`);
    const text = await explain('web1/memory/memory-used', '--at', at);
    assert.match(text.stdout, /^memory of web1: risk 100 %, the limit has been reached, alert since /);
    assert.match(text.stdout, /^ {2}latch +the limit has been crossed: /m);
    assert.match(
      text.stdout,
      /^ {2}- the alert ends within 60 s if it goes to \d+ B or lower, and stays there$/m,
    );
  });

  it('refuses in one line what it cannot explain', async function () {
    const refusals: readonly [args: string[], code: number, line: RegExp][] = [
      [['web1'], 2, /^dma: "web1": 2 series are like that; say which one: web1 available, web1 memory\n/],
      [['web9'], 1, /^dma: "web9": the targets of dma\.yaml predict no such series; there is /],
      [['web1', 'memory', '--at', 'noon'], 2, /^dma: --at: expected a time such as /],
      [['web1', 'memory', '--at', '2999-01-01'], 2, /^dma: --at: expected a time before now/],
      [['web1', 'memory', '--at', '-2d'], 1, /Redis holds no sample from .*; it holds /],
    ];
    for (const [args, code, line] of refusals) {
      const run = await explain(...args);
      assert.deepEqual([run.code, run.stdout], [code, ''], args.join(' '));
      assert.match(run.stderr, line);
    }
  });
});
