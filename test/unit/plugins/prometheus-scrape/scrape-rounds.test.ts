import assert from 'node:assert/strict';
import { Glob } from '../../../../plugins/collectd/glob.ts';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { parseExposition } from '../../../../plugins/prometheus-scrape/exposition.ts';
import { ScrapeRounds, type ScrapeParts } from '../../../../plugins/prometheus-scrape/scrape-rounds.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const url = 'http://127.0.0.1:9100/metrics';

function stage(options: Partial<ScrapeParts> = {}) {
  const given: string[] = [];
  const { log, said } = recordedLog(() => 0);
  let page = '';
  const rounds = new ScrapeRounds({
    url,
    host: 'h',
    labels: [],
    only: [],
    maxSeries: 3,
    intervalSeconds: 10,
    read: async () => (page.startsWith('!') ? page.slice(1) : parseExposition(page)),
    output: { putValues: ({ identifier }) => given.push(formatIdentifier(identifier)) },
    log,
    now: () => 1.795e9,
    sleep: async () => undefined,
    ...options,
  });
  return {
    given,
    said,
    round: async (text: string, signal = new AbortController().signal): Promise<void> => {
      page = text;
      await rounds.round(signal);
    },
  };
}

describe('a round over a page of metrics', () => {
  it('gives the metrics that are asked for', async () => {
    const { given, said, round } = stage({ only: [new Glob('node_*'), new Glob('up')] });
    await round('node_load1 1\nup 1\ngo_threads 7');
    assert.deepEqual(given, ['h/prometheus/gauge-node_load1', 'h/prometheus/gauge-up']);
    assert.deepEqual(said(), []);
  });

  for (const [what, page, text, options] of [
    ['a page that cannot be read', '!answers 404', `${url} answers 404`, {}],
    ['lines that cannot be read', 'a 1\nb', `lines of ${url} cannot be read: line 2 and the like`, {}],
    [
      'metrics that are not there',
      'b 1',
      `the metrics of ${url} are others than --only names, such as b`,
      { only: [new Glob('a')] },
    ],
    [
      'names that are not told apart',
      'a{x="1",y="1"} 1\na{x="1",y="2"} 1',
      `series of ${url} have names that others have`,
      { labels: ['x'] },
    ],
    ['more series than may be', 'a 1\nb 1\nc 1\nd 1', `the number of series of ${url} is above 3`, {}],
  ] as const)
    it(`tells ${what} once, and once that it is over`, async () => {
      const { said, round } = stage(options);
      await round(page);
      await round(page);
      const [line, ...more] = said();
      assert.deepEqual(more, []);
      assert.ok(line!.includes(text), line);
      await round('a{y="1"} 1');
      const [end] = said();
      assert.match(end!, /recovered/);
    });

  it('gives nothing of a page that came when it was told to end', async () => {
    const { given, round } = stage();
    await round('a 1', AbortSignal.abort());
    assert.deepEqual(given, []);
  });

  it('complains about no metric of an empty page', async () => {
    const { said, round } = stage({ only: [new Glob('a')] });
    await round('');
    assert.deepEqual(said(), []);
  });
});
