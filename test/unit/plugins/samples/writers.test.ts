import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import type { Sample } from '../../../../analysis/window.ts';
import { findWriters, samplesLookedAt, writersBeforeStart } from '../../../../plugins/samples/writers.ts';

const start = 1.8e9;
const traces = join(import.meta.dirname, '../../../../tools/lab/evaluation/traces');

/** The samples of one collectd. */
function collectd(
  intervalSeconds: number,
  phaseSeconds: number,
  valueAt: (second: number) => number,
  { jitterSeconds = 0.002, seconds = 64 * intervalSeconds, from = 0, seed = phaseSeconds } = {},
): Sample[] {
  const random = seededRandom(seed * 1000 + 1);
  const samples: Sample[] = [];
  for (let second = from + phaseSeconds; second < seconds; second += intervalSeconds)
    samples.push({ time: start + second + jitterSeconds * (2 * random() - 1), value: valueAt(second) });
  return samples;
}

/** Three of them that end, and start five seconds later at other times. */
function restarted(seed: number, seconds: number, count = 3): Sample[] {
  const random = seededRandom(seed);
  const one = (place: number): Sample[] => {
    const from = 100 + random();
    return [
      ...collectd(1, [0.1, 0.35, 0.8][place]! + 0.05 * random(), () => 1000 * place, { seconds: 95 }),
      ...collectd(1, 0, () => 1000 * place, { from, seconds: from + seconds }),
    ];
  };
  return mixed(...Array.from({ length: count }, (_, place) => one(place)));
}

/** Several of them in one series, as Redis orders it. */
function mixed(...writers: readonly Sample[][]): Sample[] {
  const all = writers.flat().toSorted((a, b) => a.time - b.time);
  return all.slice(-samplesLookedAt);
}

const leak = (second: number): number => 30 + second / 10;
const idle = (second: number): number => 2 + Math.sin(second) / 100;
const busy = (second: number): number => 2 + Math.cos(second) / 100;

/** The number of writers and how they are told apart; `alternating` ones may be one. */
function seen(samples: readonly Sample[]): string {
  const found = findWriters(samples);
  if (!found) return 'one';
  const { writers, apartBy, evidence } = found;
  if (evidence === 'times') return `${writers.length} by ${apartBy}`;
  return evidence === 'levels' ? `${writers.length} on levels` : 'alternating';
}

describe('writers of one series', () => {
  describe('are told apart', () => {
    for (const phase of [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9])
      it(`at one interval, ${phase} of it apart`, () => {
        for (const interval of [0.1, 1, 10, 60]) {
          const jitterSeconds = interval / 500;
          const first = collectd(interval, 0, leak, { jitterSeconds });
          const second = collectd(interval, phase * interval, idle, { jitterSeconds });
          assert.equal(seen(mixed(first, second)), '2 by time', `${interval} s`);
        }
      });

    it('by their levels, where they read at nearly the same time', () => {
      for (const phase of [0, 0.004, 0.02, 0.05])
        assert.equal(seen(mixed(collectd(1, 0, leak), collectd(1, phase, idle, { seed: 7 }))), '2 by level');
    });

    it('where both give one time to different values', () => {
      const rates = collectd(1, 0, (second) => 1000.5 + second);
      const counts = rates.map(({ time }, index) => ({ time, value: 1e6 + 1000 * index }));
      assert.equal(seen(mixed(rates, counts)), '2 by level');
    });

    it('with equal values, when their phases are clear', () => {
      assert.equal(
        seen(
          mixed(
            collectd(1, 0, () => 5),
            collectd(1, 0.3, () => 5),
          ),
        ),
        '2 by time',
      );
    });

    it('at different intervals also when the slower one has written last', () => {
      const both = mixed(collectd(1, 0.3, idle, { seconds: 64 }), collectd(10, 0, leak, { seconds: 64 }));
      const last = both.findLastIndex(({ value }) => value > 10);
      assert.equal(seen(both.slice(0, last + 1)), '2 by time');
    });

    it('from sixteen samples on', () => {
      const [fast, slow] = [
        collectd(1, 0, idle, { seconds: 11, jitterSeconds: 0 }),
        collectd(2, 0.3, leak, { seconds: 10, jitterSeconds: 0 }),
      ];
      assert.equal(seen(mixed(fast, slow)), '2 by time');
      assert.equal(seen(mixed(fast.slice(1), slow)), 'one');
    });

    it('at different intervals', () => {
      assert.equal(seen(mixed(collectd(1, 0, leak), collectd(10, 0.3, idle, { seconds: 64 }))), '2 by time');
      const both = [collectd(10, 0, leak), collectd(15, 3, idle, { seconds: 640 })];
      assert.equal(seen(mixed(...both)), '2 by time');
    });

    it('when there are three', () => {
      const three = [collectd(1, 0, leak), collectd(1, 0.2, idle), collectd(1, 0.55, () => 9)];
      assert.equal(seen(mixed(...three)), '3 by time');
      const nearlyEven = [collectd(1, 0, leak), collectd(1, 0.33, idle), collectd(1, 0.61, () => 9)];
      assert.equal(seen(mixed(...nearlyEven)), '3 by time');
    });

    it('when one of them has begun a short time ago, or its clock is behind', () => {
      assert.equal(seen(mixed(collectd(1, 0, leak), collectd(1, 0.3, idle, { from: 50 }))), '2 by time');
      assert.equal(seen(mixed(collectd(1, 0, leak), collectd(1, 0.3, idle, { seconds: 50 }))), '2 by time');
    });

    it('with each of their samples', () => {
      const samples = mixed(collectd(1, 0, leak), collectd(1, 0.3, idle));
      const { writers } = findWriters(samples)!;
      const levels = writers.map(({ places }) => new Set(places.map((place) => samples[place]!.value > 10)));
      assert.deepEqual(
        levels.map((level) => level.size),
        [1, 1],
      );
      assert.equal(
        writers.reduce((sum, { places }) => sum + places.length, 0),
        samples.length,
      );
    });
  });

  describe('are not certain', () => {
    it('when every other sample of an even series is of another level', () => {
      const square = collectd(1, 0, (second) => (Math.round(second) % 2 === 0 ? 8 : 2));
      assert.equal(seen(square), '2 on levels');
      assert.equal(seen(mixed(collectd(1, 0, leak), collectd(1, 0.5, idle))), '2 on levels');
    });

    it('when busy machines are late by up to a tenth of the interval, and one keeps to a level of its own', () => {
      for (const phase of [0.3, 0.5])
        for (const seed of [1, 2, 3, 4]) {
          const [jitterSeconds, other] = [0.06, seed + 10];
          const first = collectd(1, 0, leak, { jitterSeconds, seed });
          const second = collectd(1, phase, idle, { jitterSeconds, seed: other });
          assert.match(seen(mixed(first, second)), /^2 (by time|on levels)$/, `${phase} ${seed}`);
        }
    });

    it('when some write exactly in turns, and one of them keeps to a level of its own', () => {
      for (const jitterSeconds of [0, 0.002, 0.02]) {
        const three = [0, 1 / 3, 2 / 3].map((phase, index) =>
          collectd(1, phase, [leak, idle, busy][index]!, { jitterSeconds }),
        );
        assert.equal(seen(mixed(...three)), '3 on levels');
        const four = [0, 0.25, 0.5, 0.75].map((phase, index) =>
          collectd(1, phase, [leak, idle, busy, idle][index]!, { jitterSeconds }),
        );
        assert.equal(seen(mixed(...four)), '4 on levels');
      }
    });

    it('when a busy machine is late at every other read', () => {
      const samples = collectd(1, 0, (second) => (Math.round(second) % 2 === 0 ? 8 : 2));
      const late = samples.map(({ time, value }, index) => ({ time: time + (index % 2) * 0.03, value }));
      assert.equal(seen(late), '2 on levels');
    });
  });

  describe('are not seen', () => {
    const random = seededRandom(4);
    const noise = (): number => random();
    const inRow = (
      gapAt: (index: number) => number,
      valueAt: (index: number) => number = noise,
    ): Sample[] => {
      let time = start;
      return Array.from({ length: samplesLookedAt }, (_, index) => ({
        time: (time += gapAt(index)),
        value: valueAt(index),
      }));
    };
    const kinds: Readonly<Record<string, () => Sample[]>> = {
      'times with any jitter': () => {
        const jitter = 0.3 * random();
        return inRow(() => 1 + jitter * (random() - random()));
      },
      'irregular times': () => inRow(() => -Math.log(1 - random())),
      'times of two distances at random': () => inRow(() => (random() < 0.5 ? 0.3 : 0.7)),
      'samples that are missing': () => inRow(() => (random() < 0.3 ? 2 : 1) + random() / 200),
      'pauses and bursts': () => inRow((index) => (index % 4 === 0 ? 1 + random() : random() / 100)),
      'a change of the interval': () => {
        const change = 64 * random();
        return inRow((index) => (index < change ? 10 : 1) + random() / 500);
      },
      'a restart of collectd': () => {
        const [restart, pause] = [Math.floor(64 * random()), 5 * random()];
        return inRow((index) => (index === restart ? pause : 1) + random() / 500);
      },
      'a sawtooth': () =>
        inRow(
          () => 1 + random() / 500,
          (index) => index % 5,
        ),
      'a square wave': () =>
        inRow(
          () => 1 + random() / 500,
          (index) => (index % 6 < 3 ? 8 : 2),
        ),
      'the same sample twice': () =>
        inRow(
          (index) => (index % 2 === 0 ? 1 : 0),
          (index) => index >> 1,
        ),
    };
    for (const [kind, make] of Object.entries(kinds))
      it(`in ${kind}`, () => {
        for (let run = 0; run < 300; run++) assert.doesNotMatch(seen(make()), /by|levels/);
      });

    it('in any window of any recorded series', () => {
      const wrong: string[] = [];
      const files = [
        ...readdirSync(traces),
        ...readdirSync(join(traces, 'real')).map((name) => `real/${name}`),
      ];
      for (const file of files.filter((name) => name.endsWith('.csv'))) {
        const lines = readFileSync(join(traces, file), 'utf8').trim().split('\n').slice(1);
        const samples = lines.map((line) => {
          const [time, value] = line.split(',').map(Number);
          return { time: start + time!, value: value! };
        });
        for (let end = 16; end <= samples.length; end += 10)
          if (/by|levels/.test(seen(samples.slice(Math.max(0, end - samplesLookedAt), end))))
            wrong.push(`${file} at ${end}`);
      }
      assert.deepEqual(wrong, []);
    });

    it('in writers exactly in turns whose levels have met', () => {
      const crossing = collectd(1, 0, (second) => 1.98 + second / 2800);
      assert.equal(
        seen(
          mixed(
            crossing,
            collectd(1, 0.5, () => 2),
          ),
        ),
        'one',
      );
    });

    it('in few samples, equal ones and unknown values', () => {
      assert.equal(seen([]), 'one');
      assert.equal(seen(collectd(1, 0, leak, { seconds: 12 })), 'one');
      assert.equal(seen(inRow(() => 0)), 'one');
      assert.equal(
        seen(
          inRow(
            () => 1,
            () => Number.NaN,
          ),
        ),
        'one',
      );
      assert.equal(
        seen(
          inRow(
            (index) => (index % 2 === 0 ? 1 : 0),
            () => Number.NaN,
          ),
        ),
        'one',
      );
    });
  });

  describe('that were started again', () => {
    it('are found by their samples before, however few there are since', () => {
      for (let seed = 0; seed < 50; seed++)
        for (const seconds of [1, 2, 4]) {
          const samples = restarted(seed, seconds);
          const found = findWriters(samples) ?? writersBeforeStart(samples)?.writers;
          assert.equal(found?.writers.length, 3, `${seed} ${seconds}`);
        }
    });

    it('are not found where one was, or long after', () => {
      for (let seed = 0; seed < 50; seed++)
        assert.equal(writersBeforeStart(restarted(seed, 4, 1)), undefined);
      assert.equal(writersBeforeStart(restarted(1, 12)), undefined);
    });
  });
});
