import assert from 'node:assert/strict';
import type { Certainty, Writers } from '../../../../plugins/samples/writer.ts';
import { mixedCause } from '../../../../plugins/series/mixed-cause.ts';

/** Two writers of a sample a second, the other one `apart` seconds later. */
function causeOf(apart: number, certainty: Certainty = 'sure'): string {
  const shown = Array.from({ length: 16 }, (_, index) => ({
    time: 1.8e9 + Math.floor(index / 2) + (index % 2) * apart,
    value: index,
  }));
  const placesOf = (writer: number): number[] =>
    shown.flatMap((_, index) => (index % 2 === writer ? index : []));
  const writers: Writers = {
    apartBy: 'time',
    evidence: 'times',
    writers: [0, 1].map((writer) => ({ newest: 1.8e9 + 7, intervalSeconds: 1, places: placesOf(writer) })),
  };
  const { cause, cure } = mixedCause(shown, writers, certainty);
  return `${cause}; ${cure}`;
}

describe('the cause of several writers', () => {
  it('is one name for two collectd, when each has times of its own', () => {
    assert.equal(
      causeOf(0.3),
      'two collectd share one name; give each its own Hostname, or a Prefix or Database of its own in write_redis',
    );
    assert.match(causeOf(0.001), /^two collectd share one name;/);
  });

  it('is a second write_redis, when both have the same times', () => {
    for (const apart of [0, 5e-6])
      assert.equal(
        causeOf(apart),
        'two write_redis write them at the same times, perhaps with and without StoreRates; keep one, or give it a Prefix or Database of its own',
      );
  });

  it('may be a single source, when nothing makes it sure', () => {
    for (const certainty of ['likely', 'possible'] as const)
      for (const apart of [0, 0.3])
        assert.match(
          causeOf(apart, certainty),
          /^two collectd share one name, or a single source jumps between levels from sample to sample; give each/,
        );
  });
});
