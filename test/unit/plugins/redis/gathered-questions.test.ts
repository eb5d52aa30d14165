import assert from 'node:assert/strict';
import { GatheredQuestions } from '../../../../plugins/redis/gathered-questions.ts';
import { SeriesError, type Answer, type Question } from '../../../../plugins/samples/sample-reader.ts';

const questionOf = (name: string): Question => ({ name, time: 0, count: 1 });

describe('questions of one moment', () => {
  it('are asked together, and each gets its own answer', async () => {
    const asked: string[][] = [];
    const gathered = new GatheredQuestions(async (questions) => {
      asked.push(questions.map(({ name }) => name));
      return questions.map(({ name }): Answer => new SeriesError(name));
    });
    const names = Array.from({ length: 40 }, (_, index) => `web${index}`);
    const ask = async (name: string): Promise<string> => {
      // As after a question that all of them have asked before.
      await Promise.resolve();
      return ((await gathered.ask(questionOf(name))) as SeriesError).message;
    };
    assert.deepEqual(await Promise.all(names.map(ask)), names);
    assert.deepEqual(await ask('later'), 'later');
    assert.deepEqual(asked, [names, ['later']]);
  });

  it('are all rejected when nothing can be read, and the next ones are asked again', async () => {
    let isDown = true;
    const gathered = new GatheredQuestions((questions) =>
      isDown
        ? Promise.reject(new Error('down'))
        : Promise.resolve(questions.map(({ name }) => new SeriesError(name))),
    );
    const both = await Promise.allSettled(['a', 'b'].map((name) => gathered.ask(questionOf(name))));
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    isDown = false;
    assert.equal(((await gathered.ask(questionOf('c'))) as SeriesError).message, 'c');
  });
});
