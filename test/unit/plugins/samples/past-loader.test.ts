import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import { PastLoader, thinner, type Loading } from '../../../../plugins/samples/past-loader.ts';
import { PackedEntries } from '../../../../plugins/samples/packed-entries.ts';
import {
  SeriesIsolation,
  SeriesError,
  type PastQuestion,
} from '../../../../plugins/samples/sample-reader.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

function samples(count: number, interval = 1, start = 0): Sample[] {
  return Array.from({ length: count }, (_, i) => ({ time: start + i * interval, value: i }));
}

function packed(count: number, isAll = true): PackedEntries {
  return new PackedEntries(
    samples(count)
      .toReversed()
      .flatMap(({ time, value }) => [time, value]),
    2,
    isAll,
  );
}

async function* pagesOf(count: number, error?: Error): AsyncGenerator<Sample[]> {
  for (let page = 0; page < count; page++) yield samples(2000);
  if (error) throw error;
}

describe('the loading of the past', () => {
  const story: string[] = [];
  let said: () => string[];
  let loader: PastLoader;
  beforeEach(() => {
    story.length = 0;
    const recorded = recordedLog();
    said = recorded.said;
    loader = new PastLoader(new SeriesIsolation(recorded.log));
  });

  function loading(name: string, horizonSeconds: number, pages: AsyncGenerator<Sample[]>): Loading {
    return {
      name,
      horizonSeconds,
      pages,
      append: (page) => story.push(`${name} ${page.length}`),
      onLoaded: () => story.push(`${name} loaded`),
      onFailed: () => story.push(`${name} failed`),
    };
  }

  it('begins with the shortest horizon, and does not leave a series before it is done', async () => {
    loader.add(loading('disk', 14_400, pagesOf(1)));
    loader.add(loading('memory', 60, pagesOf(2)));
    loader.add(loading('memory2', 60, pagesOf(1)));
    await loader.load();
    assert.deepEqual(story, [
      'memory 2000',
      'memory 2000',
      'memory loaded',
      'memory2 2000',
      'memory2 loaded',
      'disk 2000',
      'disk loaded',
    ]);
  });

  it('reads whole pasts by one answer, and page by page the ones that are too long for that', async () => {
    const asked: string[][] = [];
    const reader = {
      pastEach: async (questions: readonly PastQuestion[]) => {
        asked.push(questions.map(({ name }) => name));
        return questions.map(({ name }) => (name === 'long' ? undefined : packed(3)));
      },
    };
    const { log } = recordedLog();
    const whole = new PastLoader(new SeriesIsolation(log), reader);
    for (const name of ['a', 'long', 'b'])
      whole.add({
        ...loading(name, 60, pagesOf(1)),
        whole: {
          question: { name, from: 0, to: 9 },
          take: ({ count }) => samples(count),
        },
      });
    await whole.load();
    assert.deepEqual(asked, [['a', 'long', 'b']]);
    assert.deepEqual(story, ['a 3', 'a loaded', 'b 3', 'b loaded', 'long 2000', 'long loaded']);
    assert.equal(whole.isLoading, false);
  });

  it('takes a past that is known already at once, where it reaches as far back as is needed', () => {
    const one = loading('a', 60, pagesOf(1));
    const question = { name: 'a', from: 0.5, to: 9 };
    const whole = { question, take: ({ count }: PackedEntries) => samples(count) };
    assert.equal(loader.take(one, packed(3)), false, 'it is read in pages');
    assert.equal(loader.take({ ...one, whole }, packed(3, false)), true);
    assert.equal(
      loader.take({ ...one, whole: { ...whole, question: { ...question, from: 0 } } }, packed(3, false)),
      false,
    );
    assert.equal(loader.take({ ...one, whole }, packed(2)), true);
    assert.deepEqual([story, loader.isLoading], [['a 3', 'a loaded', 'a 2', 'a loaded'], false]);
  });

  it('asks for the next of many whole pasts before it takes the last ones, and takes each once, in order', async () => {
    const asked: string[][] = [];
    let failing = 3;
    const reader = {
      pastEach: async (questions: readonly PastQuestion[]) => {
        asked.push(questions.map(({ name }) => name));
        story.push(`asked ${asked.length}`);
        await Promise.resolve();
        if (asked.length === failing) throw new Error('Socket closed');
        return questions.map(({ name }) => (name === 's200' ? undefined : packed(1)));
      },
    };
    const many = new PastLoader(new SeriesIsolation(recordedLog().log), reader);
    const names = Array.from({ length: 600 }, (_, i) => `s${i}`);
    for (const name of names)
      many.add({
        ...loading(name, 60, pagesOf(1)),
        whole: {
          question: { name, from: 0, to: 9 },
          take: ({ count }) => samples(count),
        },
      });
    await assert.rejects(many.load(), { message: 'Socket closed' });
    assert.deepEqual(story.slice(0, 3), ['asked 1', 'asked 2', 's0 1']);
    failing = Number.NaN;
    many.add(loading('urgent', 1, pagesOf(1)));
    await many.load();
    assert.equal(many.isLoading, false);
    const loaded = story.filter((line) => line.endsWith(' loaded')).map((line) => line.split(' ', 1)[0]!);
    assert.deepEqual(new Set(loaded), new Set(['urgent', ...names]));
    assert.equal(loaded.length, 601, 'each is loaded once');
    assert.deepEqual(
      loaded.slice(0, 256),
      names
        .filter((name) => name !== 's200')
        .slice(0, 255)
        .concat('urgent'),
    );
  });

  it('reads short pasts side by side, and in their order', async () => {
    let [underWay, most] = [0, 0];
    async function* short(): AsyncGenerator<Sample[]> {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      yield samples(60);
    }
    for (let i = 0; i < 100; i++) loader.add(loading(`s${i}`, 60, short()));
    await loader.load();
    assert.ok(most > 16, `${most} at once`);
    const loaded = story.filter((line) => line.endsWith('loaded'));
    assert.deepEqual(
      loaded,
      Array.from({ length: 100 }, (_, i) => `s${i} loaded`),
    );
    assert.equal(loader.isLoading, false);
  });

  it('goes on in the next round when there is much to read', async () => {
    loader.add(loading('disk', 14_400, pagesOf(25)));
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      await loader.load();
      counts.push(story.splice(0).length);
    }
    assert.deepEqual(counts, [10, 10, 6, 0]);
  });

  it('leaves out a series that cannot be read, and goes on with the others', async () => {
    loader.add(loading('bad', 60, pagesOf(1, new SeriesError('is something else'))));
    loader.add(loading('good', 60, pagesOf(1)));
    await loader.load();
    assert.deepEqual(story, ['bad 2000', 'bad failed', 'good 2000', 'good loaded']);
    assert.deepEqual(said(), ['warning: the series "bad" cannot be predicted: is something else']);
  });

  it('rejects when Redis is not well, and forgets the series that it was at', async () => {
    loader.add(loading('first', 60, pagesOf(1, new Error('Socket closed'))));
    loader.add(loading('second', 60, pagesOf(1)));
    await assert.rejects(loader.load(), { message: 'Socket closed' });
    assert.deepEqual(story.splice(0), ['first 2000', 'first failed']);
    await loader.load();
    assert.deepEqual(story, ['second 2000', 'second loaded']);
  });
});

describe('thinning the past', () => {
  it('leaves everything where there are up to 240 samples in a horizon', () => {
    for (const [horizonSeconds, interval] of [
      [60, 1],
      [60, 0.25],
      [14_400, 60],
    ] as const) {
      const past = samples((60 * horizonSeconds) / interval, interval);
      assert.equal(thinner(horizonSeconds, past.at(-1)!.time)(past).length, past.length);
    }
  });

  it('keeps the last five horizons as they are, and of the rest 240 samples for each, over all pages', () => {
    const horizonSeconds = 1200;
    const past = samples(60 * horizonSeconds);
    const end = past.length;
    const thin = thinner(horizonSeconds, end);
    const kept: Sample[] = [];
    for (let start = 0; start < end; start += 1999) kept.push(...thin(past.slice(start, start + 1999)));
    const newest = kept.filter(({ time }) => time >= end - 5 * horizonSeconds);
    assert.equal(newest.length, 5 * horizonSeconds);
    assert.equal(kept.length - newest.length, 55 * 240);
  });
});
