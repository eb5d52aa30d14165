import assert from 'node:assert/strict';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { splitPast } from '../../../../plugins/samples/split-past.ts';
import { WriterSplit } from '../../../../plugins/samples/writer-split.ts';
import type { Writers } from '../../../../plugins/samples/writer.ts';
import { findWriters, samplesLookedAt } from '../../../../plugins/samples/writers.ts';
import type { Sample } from '../../../../analysis/window.ts';

const start = 1.8e9;

/** One sample a second from one second to another; the value tells the writer. */
function from(phase: number, value: number, [first, last]: readonly [number, number]): Sample[] {
  const samples: Sample[] = [];
  for (let second = first; second < last; second++) samples.push({ time: start + second + phase, value });
  return samples;
}

function inOrder(...writers: readonly Sample[][]): Sample[] {
  return writers.flat().toSorted((a, b) => a.time - b.time);
}

interface SplitStage {
  /** The writer of the sample; undefined for nobody, and where that is not known yet. */
  take(sample: Sample): number | undefined;
  isMissing: WriterSplit['isMissing'];
}

function takesOf(split: WriterSplit): SplitStage {
  return {
    take: (sample) => split.take(sample).find((taken) => taken.sample === sample)?.writer,
    isMissing: (writer, time) => split.isMissing(writer, time),
  };
}

/** Tells writers with these intervals apart, by their newest samples. */
function splitOf(
  apartBy: Writers['apartBy'],
  intervals: readonly number[],
  newest: readonly Sample[],
): SplitStage {
  const writers = intervals.map((intervalSeconds, writer) => ({
    intervalSeconds,
    newest: newest[writer]!.time,
    places: [],
  }));
  return takesOf(new WriterSplit({ writers, apartBy, evidence: 'times' }, newest, []));
}

/** The values and counts of each writer's past. */
function told(past: readonly Sample[]): string[] {
  const shown = past.slice(-samplesLookedAt);
  const own = splitPast(past, shown, findWriters(shown)!);
  return own.map((some) => `${[...new Set(some.map(({ value }) => value))].join('+')} ${some.length}`).sort();
}

/** Two on the levels 10 and 20. */
const apart = (): SplitStage =>
  splitOf(
    'level',
    [2, 2],
    [
      { time: 0, value: 10 },
      { time: 0.1, value: 20 },
    ],
  );

/** The levels of the samples that each writer gets: of two, once a second, on 10 at .0 and on 90 at .5. */
function levelsOf(live: readonly Sample[]): string[] {
  const shown = inOrder(from(0, 10, [0, 32]), from(0.5, 90, [0, 32])).map(({ time, value }, place) => ({
    time,
    value: value + Math.sin(place) / 10,
  }));
  const writers = findWriters(shown)!;
  const newest = writers.writers.map(({ places }) => shown[places.at(-1)!]!);
  const split = new WriterSplit(writers, newest, shown);
  const own: number[][] = [[], []];
  for (const { writer, sample } of inOrder([...live]).flatMap((one) => split.take(one)))
    own[newest[writer]!.value < 50 ? 0 : 1]!.push(sample.value);
  return own.map((values) => `${values.length} of ${[...new Set(values)].join(', ')}`);
}

/** Two writers in the newest samples, of which each is known. */
function writersIn(
  shown: readonly Sample[],
  apartBy: Writers['apartBy'],
  intervals: readonly number[],
): Writers {
  const values = [1, 2];
  return {
    apartBy,
    evidence: 'times',
    writers: values.map((value, index) => {
      const places = shown.flatMap((sample, place) => (Math.trunc(sample.value) === value ? [place] : []));
      return { newest: shown[places.at(-1)!]!.time, intervalSeconds: intervals[index]!, places };
    }),
  };
}

/** The samples that each gets of two once a second, whose values mingle, until one of them ends at `end`. */
function countsUntil(phase: number, end: number): readonly number[] {
  const random = seededRandom(7);
  const wander = (): number => 500 + 400 * random();
  const samplesOf = (at: number, until: number): Sample[] =>
    from(at, 0, [0, until]).map(({ time }) => ({ time, value: wander() }));
  const all = inOrder(samplesOf(0, 400), samplesOf(phase, end));
  const shown = all.filter(({ time }) => time < start + 32);
  const places = [0, phase].map((at) =>
    shown.flatMap(({ time }, place) => (Math.abs((time % 1) - at) < 1e-3 ? [place] : [])),
  );
  const newest = places.map((own) => shown[own.at(-1)!]!);
  const writers = newest.map(({ time }, writer) => ({
    newest: time,
    intervalSeconds: 1,
    places: places[writer]!,
  }));
  const split = new WriterSplit({ writers, apartBy: 'time', evidence: 'times' }, newest, shown);
  const counts = [0, 0];
  const live = all.slice(shown.length);
  // The newest are read again and again, for one may be late.
  for (let place = 0; place < live.length; place++)
    for (const one of live.slice(Math.max(0, place - 20), place + 1))
      for (const { writer } of split.take(one)) counts[writer]!++;
  return counts;
}

describe('the samples of several writers', () => {
  it('are told apart in the past, by time and by level', () => {
    assert.deepEqual(told(inOrder(from(0, 1, [0, 500]), from(0.3, 2, [0, 500]))), ['1 500', '2 500']);
    assert.deepEqual(told(inOrder(from(0, 1, [0, 500]), from(0.01, 2, [0, 500]))), ['1 500', '2 500']);
  });

  it('are of the first one before the second one began, whatever their times then', () => {
    const first = [...from(0.55, 1, [0, 200]), ...from(0, 1, [200, 500])];
    assert.deepEqual(told(inOrder(first, from(0.3, 2, [400, 500]))), ['1 500', '2 100']);
  });

  it('are told apart as they drift', () => {
    const slow = from(0.3, 2, [0, 500]).map(({ time, value }) => ({
      time: time + (time - start) * 2e-4,
      value,
    }));
    assert.deepEqual(told(inOrder(from(0, 1, [0, 500]), slow)), ['1 500', '2 500']);
  });

  it('are told apart one by one, each once, and also when one comes late', () => {
    const shown = inOrder(from(0, 1, [0, 32]), from(0.3, 2, [0, 32]));
    const writers = findWriters(shown)!;
    const newest = writers.writers.map(({ places }) => shown[places.at(-1)!]!);
    const one = takesOf(new WriterSplit(writers, newest, shown));
    const values = newest.map(({ value }) => value);
    const take = (second: number, value: number): number | undefined => {
      const writer = one.take({ time: start + second, value });
      return writer === undefined ? undefined : values[writer];
    };
    assert.equal(take(31.3, 2), undefined);
    assert.equal(take(32, 1), 1);
    assert.equal(take(34, 1), 1);
    assert.equal(take(32.3, 2), 2);
    assert.equal(take(32.3, 2), undefined);
    assert.equal(take(34.66, 3), undefined);
    assert.equal(take(40.31, 2), 2);
  });

  describe('that are told apart by time', () => {
    it('are of the writer whose next one is due, within a fifth of its interval', () => {
      const split = splitOf(
        'time',
        [1, 10],
        [
          { time: 0, value: 0 },
          { time: 0.5, value: 0 },
        ],
      );
      assert.equal(split.take({ time: 3.19, value: 0 }), 0);
      assert.equal(split.take({ time: 4.38, value: 0 }), 0, 'as the clock drifts');
      assert.equal(split.take({ time: 5.63, value: 0 }), undefined);
      for (const time of [7.4, 9.4, 11.4]) assert.equal(split.take({ time, value: 0 }), 0);
      assert.equal(split.take({ time: 12.4, value: 0 }), 0, 'in seconds it is nearer to that one');
      assert.equal(split.take({ time: 12.45, value: 0 }), undefined, 'it has had that one');
      assert.equal(split.take({ time: 10.5, value: 0 }), 1);
    });

    describe('when a collectd is restarted', () => {
      it('are of the same writers where both write in the place of the other one', () => {
        assert.deepEqual(levelsOf([...from(0.55, 10, [34, 44]), ...from(0.02, 90, [35, 45])]), [
          '10 of 10',
          '10 of 90',
        ]);
        assert.deepEqual(levelsOf([...from(0.45, 10, [34, 44]), ...from(0.7, 90, [34, 44])]), [
          '10 of 10',
          '10 of 90',
        ]);
      });

      it('are of the same writers where one writes just before or after the other one', () => {
        for (const phase of [0.42, 0.58])
          assert.deepEqual(levelsOf([...from(phase, 10, [34, 44]), ...from(0.5, 90, [32, 42])]), [
            '10 of 10',
            '10 of 90',
          ]);
      });

      it('are of the same writers where one writes when nobody was due', () => {
        assert.deepEqual(levelsOf([...from(0.25, 10, [34, 44]), ...from(0.5, 90, [32, 42])]), [
          '10 of 10',
          '10 of 90',
        ]);
      });

      it('are of the same writers at whatever times they begin again, one of them or both', () => {
        const random = seededRandom(5);
        for (let turn = 0; turn < 300; turn++) {
          const [first, second] = [33 + 2 * random(), turn % 3 === 0 ? 32.5 : 33 + 2 * random()];
          const live = [...from(first, 10, [0, 20]), ...from(second, 90, [0, 20])];
          const got = levelsOf(live).map((text) => text.replace(/^(?:1[89]|20) of /, 'nearly all of '));
          assert.deepEqual(got, ['nearly all of 10', 'nearly all of 90'], `${first} ${second}`);
        }
      });

      it('are of the writer in whose place they come where its value has fallen to the level of the other one', () => {
        assert.deepEqual(
          levelsOf([...from(0, 10, [32, 44]), ...from(0.5, 90, [32, 36]), ...from(0.5, 10, [36, 44])]),
          ['12 of 10', '12 of 90, 10'],
        );
      });

      it('are of it also where the other one has ended', () => {
        assert.deepEqual(levelsOf([...from(0.5, 90, [32, 40]), ...from(0.5, 10, [40, 44])]), [
          '0 of ',
          '12 of 90, 10',
        ]);
      });

      it('are of it where a single value is wrong', () => {
        assert.deepEqual(
          levelsOf([
            ...from(0, 10, [32, 44]),
            ...from(0.5, 90, [32, 36]),
            ...from(0.5, 10, [36, 37]),
            ...from(0.5, 90, [37, 44]),
          ]),
          ['12 of 10', '12 of 90, 10'],
        );
      });
    });

    it('are of the writer that is nearer in seconds', () => {
      const split = splitOf(
        'time',
        [10, 1],
        [
          { time: 0, value: 0 },
          { time: 0.3, value: 0 },
        ],
      );
      for (const time of [3.3, 6.3, 9.3]) assert.equal(split.take({ time, value: 0 }), 1);
      assert.equal(split.take({ time: 10.2, value: 0 }), 1);
      assert.equal(split.take({ time: 10.05, value: 0 }), 0);
    });

    it('are of nobody when they are not newer', () => {
      const split = splitOf('time', [1], [{ time: 5, value: 0 }]);
      assert.equal(split.take({ time: 5, value: 0 }), undefined);
      assert.equal(split.take({ time: 4, value: 0 }), undefined);
      assert.equal(split.take({ time: 6, value: 0 }), 0);
    });

    it('are missing after five and a half intervals', () => {
      const split = splitOf(
        'time',
        [2, 10],
        [
          { time: 100, value: 0 },
          { time: 100, value: 0 },
        ],
      );
      assert.deepEqual([split.isMissing(0, 111), split.isMissing(0, 111.1)], [false, true]);
      assert.deepEqual([split.isMissing(1, 155), split.isMissing(1, 155.1)], [false, true]);
      for (const time of [106, 108, 110]) assert.equal(split.take({ time, value: 0 }), 0);
      assert.equal(split.isMissing(0, 121), false);
    });
  });

  describe('after one has ended whose values are like those of the other one', () => {
    it('are of the one that goes on', () => {
      for (const phase of [0.13, 0.35, 0.5]) {
        const [going, ended] = countsUntil(phase, 100);
        assert.ok(ended! <= 68 + 1, `${phase}: the one that has ended has ${ended} samples`);
        assert.ok(going! >= 367 - 1, `${phase}: the other one has ${going}`);
      }
    });

    it('are of both until then', () => {
      assert.deepEqual(countsUntil(0.35, 400), [368, 368]);
    });
  });

  it('are of a writer that was missing when two have come, for a late one comes at an odd time as well', () => {
    const split = splitOf(
      'time',
      [1, 1],
      [
        { time: 0, value: 0 },
        { time: 0.4, value: 0 },
      ],
    );
    const take = (...times: readonly number[]): readonly (number | undefined)[] =>
      times.map((time) => split.take({ time, value: 0 }));
    assert.deepEqual(take(1, 2, 3, 4, 5, 6), [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(take(7.4), [0], 'it is the late one of the other');
    assert.deepEqual(take(8, 9, 10), [0, 0, 0], 'which is in time again');
    assert.deepEqual(take(10.4, 11, 12), [undefined, 0, 0], 'a single one');
    assert.deepEqual(take(12.4, 13, 13.4, 14), [undefined, 0, 1, 0], 'a second one');
  });

  describe('that are told apart by level', () => {
    it('are of a writer once, even if another one is nearer to their value by then', () => {
      const split = apart();
      for (const time of [2, 4, 6]) assert.equal(split.take({ time, value: 10 }), 0);
      for (const time of [8, 10]) split.take({ time, value: 10 - 20 * time });
      for (const time of [2, 4, 6]) assert.equal(split.take({ time, value: 10 }), undefined);
      assert.equal(split.isMissing(1, 11.2), true);
    });

    it('are of the one that goes on after one has ended, also where they come near to its last value', () => {
      const split = apart();
      for (const [turn, value] of [11, 12, 19, 20, 21, 19, 12].entries())
        split.take({ time: 2 + 2 * turn, value });
      assert.equal(split.isMissing(0, 16), false);
      assert.equal(split.isMissing(1, 11.2), true);
    });

    it('are of the one that has missed some where another one comes in the same round', () => {
      const split = apart();
      for (const time of [2, 4, 6]) assert.equal(split.take({ time, value: 10 }), 0);
      assert.equal(split.take({ time: 8, value: 20 }), undefined, 'it is held');
      assert.equal(split.take({ time: 8.1, value: 10 }), 0);
      assert.equal(split.isMissing(1, 18), false);
    });

    it('are of the nearest level, each writer once a round', () => {
      const split = apart();
      assert.equal(split.take({ time: 2, value: 12 }), 0);
      assert.equal(split.take({ time: 2.1, value: 13 }), 1, 'the other one has had its sample');
      assert.equal(split.take({ time: 2.2, value: 13 }), undefined);
      assert.equal(split.take({ time: 4, value: 12.4 }), 0);
      assert.equal(split.take({ time: 4.1, value: 30 }), 1);
      assert.equal(split.take({ time: 6.1, value: 30 }), 1, 'half an interval and more is another round');
      assert.equal(split.take({ time: 7.2, value: 30 }), 1);
    });

    it('are of the level as it moves', () => {
      const split = apart();
      assert.equal(split.take({ time: 2, value: 14.9 }), 0);
      assert.equal(split.take({ time: 4, value: 16 }), 0);
      assert.equal(split.take({ time: 4.5, value: 16 }), 1, 'of the same round');
    });

    it('are of nobody when that writer has newer ones, or one of the same time', () => {
      const split = apart();
      assert.equal(split.take({ time: 2, value: 10 }), 0);
      assert.equal(split.take({ time: 2, value: 10 }), undefined);
      assert.equal(split.take({ time: 1.9, value: 10 }), undefined);
    });

    it('are of the first one where levels are equally near', () => {
      assert.equal(apart().take({ time: 2, value: 15 }), 0);
    });

    it('leave the level as it was when they have no value, and are then of nobody', () => {
      const split = apart();
      assert.equal(split.take({ time: 2, value: Number.NaN }), undefined);
      assert.equal(split.take({ time: 2.1, value: 11 }), 0);
      const timed = splitOf('time', [2], [{ time: 0, value: 10 }]);
      assert.equal(timed.take({ time: 2, value: Number.NaN }), 0);
    });

    it('are of nobody when they come late', () => {
      const split = apart();
      assert.equal(split.take({ time: -2, value: 10 }), undefined);
      assert.equal(split.take({ time: 2, value: 10 }), 0);
    });
  });

  describe('in the past', () => {
    it('are of a slow writer also when its newest one is some intervals old', () => {
      const slow = Array.from({ length: 40 }, (_, turn) => ({ time: start + 10 * turn + 0.4, value: 2 }));
      const past = inOrder(from(0, 1, [0, 420]), slow);
      const shown = past.slice(-samplesLookedAt);
      const own = splitPast(past, shown, writersIn(shown, 'time', [1, 10]));
      assert.deepEqual([own[0]!.length, own[1]!.length], [420, 40]);
      assert.deepEqual(own[1], slow);
    });

    it('are of the level that each had at the end', () => {
      const seconds = Array.from({ length: 300 }, (_, second) => second);
      const rising = seconds.map((second) => ({
        time: start + second,
        value: 1 + Math.max(0, second - 268) / 32,
      }));
      const level = seconds.map((second) => ({ time: start + second + 0.02, value: 2.4 }));
      const past = inOrder(rising, level);
      const own = splitPast(
        past,
        past.slice(-samplesLookedAt),
        writersIn(past.slice(-samplesLookedAt), 'level', [1, 1]),
      );
      assert.deepEqual(own, [rising, level]);
    });

    it('are all of the only one that wrote, and of nobody where nothing is due', () => {
      const alone = [...from(0.6, 1, [0, 50]), ...from(0, 1, [50, 100])];
      const both = inOrder(from(0, 1, [100, 200]), from(0.3, 2, [100, 200]));
      const stray = { time: start + 150.65, value: 1 };
      const own = splitPast(
        inOrder(alone, both, [stray]),
        both.slice(-samplesLookedAt),
        writersIn(both.slice(-samplesLookedAt), 'time', [1, 1]),
      );
      assert.deepEqual([own[0]!.length, own[1]!.length], [200, 100]);
      assert.ok(!own.flat().includes(stray));
      assert.deepEqual(own[0]!.slice(0, 100), alone);
    });

    it('are told apart also before a hole in which nobody wrote', () => {
      for (const seconds of [5, 10, 100]) {
        const past = [0, 50 + seconds].flatMap((first) =>
          inOrder(from(0, 1, [first, first + 50]), from(0.3, 2, [first, first + 50])),
        );
        assert.deepEqual(told(past), ['1 100', '2 100'], `${seconds} s`);
      }
    });

    it('are of the first one before the second one began, also before a hole', () => {
      const past = [...from(0.6, 1, [0, 40]), ...from(0.6, 1, [60, 80])];
      assert.deepEqual(told(inOrder(past, from(0, 1, [80, 180]), from(0.3, 2, [120, 180]))), [
        '1 160',
        '2 60',
      ]);
    });

    it('are of the slower one before the faster one began, whatever their times then', () => {
      const slow = (phase: number, first: number, last: number): Sample[] =>
        from(0, 2, [first, last]).map(({ value }, turn) => ({
          time: start + 10 * (first + turn) + phase,
          value,
        }));
      const past = inOrder([...slow(7.5, 0, 10), ...slow(3.3, 10, 17)], from(0, 1, [105, 175]));
      const shown = past.slice(-samplesLookedAt);
      const own = splitPast(past, shown, writersIn(shown, 'time', [1, 10]));
      // At the last one before, the faster one is not known to be missing yet.
      assert.deepEqual([own[0]!.length, own[1]!.length], [70, 16]);
    });

    it('are of the first one before the second one began, also before a hole that both have', () => {
      const first = [...from(0.6, 1, [0, 40]), ...from(0, 1, [40, 60]), ...from(0, 1, [160, 260])];
      const second = [...from(0.3, 2, [40, 60]), ...from(0.3, 2, [160, 260])];
      const [one, other] = told(inOrder(first, second));
      assert.deepEqual([other, one!.startsWith('1 15')], ['2 120', true], one);
    });

    it('is empty where there is none', () => {
      const shown = inOrder(from(0, 1, [0, 32]), from(0.3, 2, [0, 32]));
      assert.deepEqual(splitPast([], shown, writersIn(shown, 'time', [1, 1])), [[], []]);
    });
  });
});
