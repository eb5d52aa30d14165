import assert from 'node:assert/strict';
import { BehindWriter } from '../../../../plugins/samples/behind-writer.ts';

const entry = (time: number): { time: number; values: readonly number[] } => ({ time, values: [time] });

const room = (others: readonly number[]): number =>
  new BehindWriter('web1/x/y', { newest: 100, at: 0, intervalSeconds: 10 }, [100, ...others]).roomSeconds;

describe('a writer whose clock is behind', () => {
  it('has what was not there when its entries were known ahead', () => {
    const writer = new BehindWriter(
      'web1/x/y',
      { newest: 100.5, at: 1000, intervalSeconds: 1 },
      [99.1, 100.1, 100.5, 101.1, 102.1, 103.1],
    );
    const question = writer.ask(1001, 500);
    assert.deepEqual(question, { name: 'web1/x/y', time: 100.5, count: 2000, until: 161.5 });
    const entries = [101.1, 101.5, 102.1, 102.5, 103.1, 150].map(entry);
    assert.deepEqual(
      writer.take(entries, 161.5).map(({ time }) => time),
      [101.5, 102.5],
    );
    assert.equal(writer.newest, 102.5);
    // What was further ahead is of another one.
    assert.deepEqual(
      writer.take([103.1, 103.5, 150].map(entry), 163).map(({ time }) => time),
      [103.5],
    );
  });

  it('is asked for no further than the newest entry of the other', () => {
    const writer = new BehindWriter('web1/x/y', { newest: 100, at: 1000, intervalSeconds: 1 }, []);
    assert.equal(writer.ask(1000, 130).until, 130);
  });

  it('has as much room as there is to the next entries of another, by its interval', () => {
    assert.equal(room([]), 10);
    assert.ok(Math.abs(room([103, 113, 123]) - 3) < 1e-9);
    assert.ok(Math.abs(room([109]) - 1) < 1e-9);
  });
});
