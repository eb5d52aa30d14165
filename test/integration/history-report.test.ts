import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../../analysis/window.ts';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import type { ClosedEpisode } from '../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import { Spool } from '../../plugins/spool/spool.ts';
import { exampleEpisode } from '../support/example-episode.ts';
import { memoryPast } from '../support/memory-past.ts';
import { scriptsOf } from '../support/report-browser.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

interface Plotted {
  readonly times: readonly number[];
  readonly risk: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly alerts: readonly { readonly from: number; readonly outcome: string }[];
}

function plotted(page: string): Plotted {
  return JSON.parse(scriptsOf(page)[0]!) as Plotted;
}

/** The compiled `dma history report` with a spool, and a past in a real Redis. */
describe('the page of an episode', function () {
  const folder = scratchFolder();
  const seconds = 1200;
  const past = memoryPast(folder, seconds, (t) => (t >= 600 && t < 960 ? 300 + 2 * (t - 600) : 300));

  function report(episode: Partial<ClosedEpisode>) {
    const config = join(folder(), 'dma.yaml');
    const directory = join(folder(), 'spool');
    const targets = '{memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*"}}';
    writeFileSync(config, `redis: {url: "${past().redis.url}"}\nspool: ${directory}\ntargets: ${targets}\n`);
    new Spool(nodeDisk, directory).prepare();
    const { start } = past();
    const ended = exampleEpisode({
      since: start + 850,
      end: start + 980,
      reachedTime: start + 900,
      ...episode,
    });
    new EpisodeHistory(nodeDisk, directory).add([ended]);
    return runDma(['history', 'report', ended.id, '--config', config]);
  }

  it('shows what dma predict gave then, and not what it would give now', async function () {
    const { redis, start } = past();
    const given = (valueAt: (second: number) => number): Sample[] =>
      Array.from({ length: 400 }, (_, index) => ({ time: start + 700 + index, value: valueAt(700 + index) }));
    await redis.put(
      'web1/dma-memory/percent-risk',
      given((t) => (t >= 850 && t < 980 ? 77 : 3)),
    );
    await redis.put(
      'web1/dma-memory/gauge-predicted_upper',
      given(() => 555),
    );
    const { code, stdout, stderr } = await report({});
    assert.equal(code, 0, stderr);
    const { times, risk, upper, alerts } = plotted(stdout);
    const at = (second: number): number => times.findIndex((time) => Math.round(time) === start + second);
    assert.deepEqual([risk[at(849)], risk[at(850)], risk[at(650)]], [3, 77, null]);
    assert.equal(upper[at(800)], 555);
    assert.deepEqual(
      alerts.map(({ from, outcome }) => [Math.round(from) - start, outcome]),
      [[850, 'true']],
    );
    assert.match(stdout, /<title>dma-0123456789abcdef: memory of web1<\/title>/);
    assert.match(
      stdout,
      /<pre>episode +dma-0123456789abcdef\n[^]*The page shows what dma predict gave then\.<\/pre>/,
    );
  });

  it('says so where Redis holds no prediction of that time', async function () {
    const { code, stdout } = await report({});
    assert.equal(code, 0);
    assert.match(
      stdout,
      /Redis holds no prediction of that time: the page shows what dma\.yaml would give today\./,
    );
    assert.equal(plotted(stdout).alerts.length, 1);
  });

  it('is refused in one line where there is nothing to show', async function () {
    const { start } = past();
    const refusals: readonly [Partial<ClosedEpisode>, RegExp][] = [
      [
        { kind: 'self' },
        /^dma: dma-0123456789abcde0: is not about a series that dma predicts; see dma history show\n$/,
      ],
      [
        { resource: 'swap' },
        /^dma: "web1 swap": the targets of dma\.yaml predict no such series; there is web1 memory/,
      ],
      [{ since: start - 90_000, end: start - 89_000 }, /Redis holds no sample from .*; it holds /],
    ];
    for (const [index, [episode, line]] of refusals.entries()) {
      const id = `dma-0123456789abcde${index}`;
      const { code, stdout, stderr } = await report({ id, ...episode });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, line);
    }
  });
});
