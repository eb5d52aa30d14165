import assert from 'node:assert/strict';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { withRealLimits } from '../../../../plugins/prometheus-scrape/container-limit.ts';
import { parseExposition } from '../../../../plugins/prometheus-scrape/exposition.ts';
import { scrapedName } from '../../../../plugins/prometheus-scrape/scraped-name.ts';
import { ScrapedValues } from '../../../../plugins/prometheus-scrape/scraped-values.ts';

const start = 1.795e9;

function named(line: string, labels: readonly string[] = []): string {
  return formatIdentifier(scrapedName(parseExposition(line).samples[0]!, 'web1', labels)!);
}

/** A line with a time of its own. */
function timed(metric: string, second: number): string {
  return `${metric} ${(start + second) * 1000}`;
}

/** Gives pages, and says what came of each: `name value`, and the time where it is not that of the question. */
function givenBy(options: { readonly labels?: readonly string[]; readonly maxSeries?: number } = {}) {
  const values = new ScrapedValues({
    host: 'h',
    labels: [],
    maxSeries: 100,
    intervalSeconds: 10,
    ...options,
  });
  return (text: string, second = 0) => {
    const { lists, ...left } = values.of(parseExposition(text).samples, start + second);
    const given = lists.map(({ identifier, time, values: [value] }) => {
      const late = time === start + second ? '' : ` @${time - start}`;
      return `${formatIdentifier(identifier).replace('h/prometheus', '')} ${value}${late}`;
    });
    return { given, ...left };
  };
}

describe('the name of a metric', () => {
  it('has all labels in order, and the unit where collectd knows it', () => {
    assert.equal(named('up 1'), 'web1/prometheus/gauge-up');
    assert.equal(named('free_bytes{b="2",a="1"} 1'), 'web1/prometheus-a=1,b=2/bytes-free_bytes');
    assert.equal(named('sent_bytes_total{a="1"} 1'), 'web1/prometheus-a=1/gauge-sent_bytes_total');
  });

  it('can be read back', () => {
    const text = 'a/b%c,d=e:f\n"g\\ é';
    const [, instance] = /^web1\/prometheus-(.*)\/gauge-x$/.exec(named(`x{l=${JSON.stringify(text)}} 1`))!;
    assert.match(instance!, /^l=[^/,=:\n]*$/);
    assert.equal(decodeURIComponent(instance!.slice(2)), text);
  });

  it('has the values of chosen labels alone', () => {
    const line = 'x{container="c:1",namespace="ns",pod="p",id="/a"} 1';
    assert.equal(named(line, ['namespace', 'pod', 'container']), 'web1/prometheus-ns:p:c%3A1/gauge-x');
    assert.equal(named(line, ['nothing', 'pod']), 'web1/prometheus-p/gauge-x');
    assert.deepEqual(givenBy({ labels: ['nothing'] })(line).given, []);
  });

  it('is cut with a hash where collectd has no room', () => {
    const name = named(`x{a="${'y'.repeat(300)}"} 1`);
    assert.match(name, /^web1\/prometheus-a=y+-[0-9a-f]{8}\/gauge-x$/);
    assert.notEqual(name, named(`x{a="${'y'.repeat(301)}"} 1`));
  });
});

describe('the values of scraped pages', () => {
  it('are levels as they are, at the time of the question', () => {
    const page = givenBy();
    assert.deepEqual(page('a 1\nb{c="d"} 2'), {
      given: ['/gauge-a 1', '-c=d/gauge-b 2'],
      repeated: 0,
      beyond: 0,
    });
  });

  it('are counts as rates, from the second page on, and not where a count has started again', () => {
    const page = givenBy();
    const rates = [100, 150, 20, 30].map((count, turn) => page(`hits_total ${count}`, 10 * turn).given);
    assert.deepEqual(rates, [[], ['/gauge-hits_total 5'], [], ['/gauge-hits_total 1']]);
  });

  it('are given once where they have times of their own, and not when these are old', () => {
    const page = givenBy();
    assert.deepEqual(page(timed('a 1', -5), 0).given, ['/gauge-a 1 @-5']);
    assert.deepEqual(page(timed('a 1', -5), 10).given, []);
    assert.deepEqual(page(timed('a 1', -7), 10).given, []);
    assert.deepEqual(page(timed('a 1', 15), 20).given, ['/gauge-a 1 @15']);
    assert.deepEqual(givenBy()(timed('a 1', -301)).given, []);
  });

  it('go on as rates where a page has the count of before', () => {
    const page = givenBy();
    page(timed('a_total 10', 0), 1);
    page(timed('a_total 10', 0), 11);
    assert.deepEqual(page(timed('a_total 50', 20), 21).given, ['/gauge-a_total 2 @20']);
  });

  it('are not infinite', () => {
    assert.deepEqual(givenBy()('a +Inf\nb -Inf').given, []);
  });

  it('are of the first one where two have one name, and of as many as may be', () => {
    const twice = 'a{x="1",y="1"} 1\na{x="1",y="2"} 2\na{x="2"} 3';
    assert.deepEqual(givenBy({ labels: ['x'] })(twice), {
      given: ['-1/gauge-a 1', '-2/gauge-a 3'],
      repeated: 1,
      beyond: 0,
    });
    const { given, beyond } = givenBy({ maxSeries: 2 })(twice);
    assert.deepEqual([given.length, beyond], [2, 1]);
  });
});

function limits(text: string): string[] {
  return withRealLimits(parseExposition(text).samples).map(({ name, value }) => `${name} ${value}`);
}

describe('the limit of a container', () => {
  const limit = 'container_spec_memory_limit_bytes';

  it('is the memory of the machine where it has none', () => {
    assert.deepEqual(limits(`${limit}{id="/"} 0\n${limit}{id="/a"} 5\nmachine_memory_bytes 9`), [
      `${limit} 9`,
      `${limit} 5`,
      'machine_memory_bytes 9',
    ]);
    assert.deepEqual(limits(`${limit} 9.223372036854772e+18\nmachine_memory_bytes 9`)[0], `${limit} 9`);
  });

  it('is left out where that is not known', () => {
    assert.deepEqual(limits(`${limit} 0\nother 0`), ['other 0']);
  });
});
