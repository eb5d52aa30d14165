import assert from 'node:assert/strict';
import { AnswersAhead, done } from '../../../../plugins/relay/answers-ahead.ts';

const commands = ['ZADD', 'ZREMRANGEBYRANK', 'SADD'];
const error = '-ERR no\r\n';

/** The number of answers after each command of some samples. */
function play(answers: AnswersAhead, samples: number, each: readonly string[] = commands): number[] {
  return Array.from({ length: samples }, () => each)
    .flat()
    .map((command) => answers.answer(command === 'ZADD', done).length / done.length);
}

describe('answers ahead of the questions', () => {
  it('are given one by one until two samples had the same number of commands', () => {
    assert.deepEqual(play(new AnswersAhead(), 2), [1, 1, 1, 1, 1, 1]);
  });

  it('are given for a whole sample at its first command from then on', () => {
    const answers = new AnswersAhead();
    play(answers, 2);
    assert.deepEqual(play(answers, 2), [3, 0, 0, 3, 0, 0]);
  });

  it('are as many as the commands, when a sample has fewer or more of them than before', () => {
    const answers = new AnswersAhead();
    const cycles = [3, 3, 3, 2, 3, 4, 4, 4, 1, 1, 1, 5, 2, 2, 2];
    let balance = 0;
    for (const length of cycles) {
      for (let index = 0; index < length; index++) {
        balance += answers.answer(index === 0, done).length / done.length - 1;
        // hiredis would wait for ever for an answer that is missing.
        assert.ok(balance >= 0, `${balance} after a cycle of ${length}`);
      }
    }
    assert.ok(balance <= 2, String(balance));
  });

  it('end with a refusal', () => {
    const answers = new AnswersAhead();
    play(answers, 3);
    assert.equal(answers.answer(false, error), error);
    assert.deepEqual(play(answers, 1), [1, 1, 1]);
  });

  it('are given for 16 samples in a stream of thousands a second that has lasted longer than a round', () => {
    const answers = new AnswersAhead();
    for (let time = 0; time < 15; time += 0.01) {
      answers.arrive(time);
      assert.ok(Math.max(...play(answers, 30)) <= 3);
    }
    answers.arrive(15.01);
    assert.deepEqual(play(answers, 17), [48, ...Array.from({ length: 47 }, () => 0), 48, 0, 0]);
  });

  it('are given for single samples where thousands come at once, then nothing for a while', () => {
    const answers = new AnswersAhead();
    for (let round = 0; round < 100; round += 10)
      for (let time = 0; time < 8.5; time += 0.1) {
        answers.arrive(round + time);
        assert.ok(Math.max(...play(answers, 100)) <= 3);
      }
  });

  it('are given for single samples where they come slowly', () => {
    const answers = new AnswersAhead();
    for (let time = 0; time < 60; time += 0.1) {
      answers.arrive(time);
      assert.ok(Math.max(...play(answers, 11)) <= 3);
    }
  });
});
