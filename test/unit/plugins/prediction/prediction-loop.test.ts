import assert from 'node:assert/strict';
import { runPredictionLoop } from '../../../../plugins/prediction/prediction-loop.ts';
import { StoreError } from '../../../../plugins/samples/sample-reader.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

/** Runs one round for each error; undefined for a round that succeeds. */
function rounds(
  errors: readonly (Error | undefined)[],
  isRedisOpen = true,
): { done: Promise<void>; said: () => string[]; slept: readonly number[] } {
  const { log, said } = recordedLog();
  const end = new AbortController();
  const left = [...errors];
  const slept: number[] = [];
  if (left.length === 0) end.abort();
  const round = async (): Promise<void> => {
    const error = left.shift();
    if (left.length === 0) end.abort();
    if (error) throw error;
  };
  const done = runPredictionLoop({
    predictor: { round, pauseSeconds: (now) => now - 1.8e9 + left.length },
    isRedisOpen: () => isRedisOpen,
    log,
    signal: end.signal,
    now: () => 1.8e9,
    sleep: async (seconds, signal) => {
      assert.equal(signal, end.signal);
      slept.push(seconds);
    },
  });
  return { done, said, slept };
}

describe('the loop of predictions', () => {
  it('goes on when Redis cannot be read, and says it once', async () => {
    const refusal = new StoreError('it is still loading its data (LOADING)');
    const { done, said } = rounds([undefined, refusal, refusal, undefined]);
    await done;
    assert.deepEqual(said(), [
      'warning: the last round could not read Redis: it is still loading its data (LOADING)',
      'the last round recovered after 0 s',
    ]);
  });

  it('rests after each round for as long as the predictor says, and runs none once it is ended', async () => {
    const { done, slept } = rounds([undefined, new StoreError('lost'), undefined]);
    await done;
    assert.deepEqual(slept, [2, 1, 0]);
    const none = rounds([]);
    await none.done;
    assert.deepEqual(none.slept, []);
  });

  it('leaves it to the connection to say that it is lost', async () => {
    const { done, said } = rounds([new StoreError('lost'), undefined], false);
    await done;
    assert.deepEqual(said(), []);
  });

  for (const bug of [
    new Error('a bug'),
    new TypeError('x is undefined'),
    new assert.AssertionError({ message: 'false' }),
  ])
    it(`ends with the stack of a bug, here of an ${bug.name}, and does not put it down to Redis`, async () => {
      const { done, said } = rounds([undefined, bug, undefined]);
      await assert.rejects(done, bug);
      assert.deepEqual(said(), []);
    });
});
