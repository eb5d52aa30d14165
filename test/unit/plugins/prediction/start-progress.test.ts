import assert from 'node:assert/strict';
import { StartProgress } from '../../../../plugins/prediction/start-progress.ts';

describe('the progress of a start', () => {
  let now: number;
  let said: string[];
  let progress: StartProgress;
  beforeEach(() => {
    now = 100;
    said = [];
    progress = new StartProgress({ tell: (text) => said.push(text), monotonic: () => now });
  });

  it('is a line now and then, and one at its end', () => {
    for (const [seconds, predicted] of [
      [0, 0],
      [4, 1000],
      [6, 2000],
      [7, 2500],
      [12, 49_000],
    ] as const) {
      now = 100 + seconds;
      progress.look(predicted, 50_000, true);
    }
    assert.deepEqual(said.splice(0), [
      '2,000 of 50,000 series are predicted, the others follow',
      '49,000 of 50,000 series are predicted, the others follow',
    ]);
    progress.look(49_990, 50_000, false);
    assert.deepEqual(said.splice(0), ['49,990 of 50,000 series are predicted; the start took 12 s']);
    now += 1000;
    progress.look(40_000, 50_000, true);
    progress.look(50_000, 50_000, false);
    assert.deepEqual(said.splice(0), [], 'the start is over');
  });

  it('is silent about few series, and about many that are predicted at once', () => {
    for (now = 100; now < 200; now++) progress.look(1, 1999, true);
    progress.look(1999, 1999, false);
    const quick = new StartProgress({ tell: (text) => said.push(text), monotonic: () => now });
    quick.look(0, 50_000, true);
    quick.look(50_000, 50_000, false);
    assert.deepEqual(said.splice(0), []);
  });
});
