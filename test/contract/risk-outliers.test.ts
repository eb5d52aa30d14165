import assert from 'node:assert/strict';
import { predictSeries, raisedSeconds } from '../support/predicted-series.ts';

const crossing = 450;
/** The cost of an outlier right before the alert, in seconds; some of the mean of the evidence is made up again. */
const maxDelay = 12;

function leak(second: number): number {
  return 300 + 2 * Math.max(0, second - 100);
}

/** The seconds of the alert on the leak with one outlier, up to some seconds after the crossing. */
function raisedWith(outlier: number, position: number, interval: number): readonly number[] {
  const series = (second: number): number => (second === position ? outlier : leak(second));
  return raisedSeconds(predictSeries(series, crossing + 20, interval));
}

function isOneEpisode(raised: readonly number[], interval: number): boolean {
  return raised.slice(1).every((second, index) => second === raised[index]! + interval);
}

for (const interval of [0.5, 1]) {
  describe(`one outlier on a leak, with a sample every ${interval} s,`, () => {
    const clean = raisedSeconds(predictSeries(leak, crossing + 20, interval))[0]!;
    // Some before the climb can be seen, some right before the alert, some during it.
    const positions = [
      110,
      160,
      250,
      320,
      357,
      clean - 10,
      clean - 4,
      clean - 1,
      clean,
      clean + 1,
      clean + 30,
    ];

    it('is on one that is warned of in time', () => {
      assert.ok(crossing - clean > 45, `${crossing - clean} s`);
    });

    for (const outlier of [1, 960]) {
      it(`of ${outlier} delays the alert by no more than a few seconds, and never ends it`, () => {
        for (const position of positions) {
          const raised = raisedWith(outlier, position, interval);
          const after = raised.filter((second) => second >= clean + maxDelay);
          const all = (crossing + 20 - clean - maxDelay) / interval + 1;
          assert.equal(after.length, all, `at ${position} s: ${raised[0]} s, and ${after.length} of ${all}`);
        }
      });
    }

    it('of 1 leaves it at one episode', () => {
      for (const position of positions) {
        const raised = raisedWith(1, position, interval);
        assert.ok(isOneEpisode(raised, interval), `at ${position} s`);
      }
    });

    it('of 960 during the alert leaves it at one episode', () => {
      for (const position of positions.filter((second) => second >= clean)) {
        const raised = raisedWith(960, position, interval);
        assert.ok(isOneEpisode(raised, interval), `at ${position} s`);
      }
    });
  });
}
