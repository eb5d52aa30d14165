import assert from 'node:assert/strict';
import { describeError } from '../../../notifiers/error-text.ts';
import { projectFiles, readProjectFile } from '../../support/project-files.ts';

class SlowError extends Error {}

describe('the text of an error', () => {
  const coded = Object.assign(new Error(''), { code: 'EPIPE' });
  const table: [what: string, error: unknown, text: string][] = [
    ['its message', new Error('no room'), 'no room'],
    ['one line', new Error('no\n  room\n'), 'no room'],
    ['its code', coded, 'EPIPE'],
    ['the first of several', new AggregateError([new Error('refused'), new Error('late')]), 'refused'],
    ['its cause', new Error('', { cause: new Error('refused') }), 'refused'],
    ['its class', new SlowError(), 'SlowError'],
    ['its name', Object.assign(new Error(' '), { name: 'SlowError' }), 'SlowError'],
    ['at least its class', new Error(''), 'Error'],
    ['a text that was thrown', 'no room', 'no room'],
    ['something for nothing', '', 'unknown error'],
    ['something for undefined', undefined, 'undefined'],
  ];
  for (const [what, error, text] of table)
    it(`is ${what}`, () => {
      assert.equal(describeError(error), text);
    });

  it('is used wherever the error is not one of ours', () => {
    const files = projectFiles(['.ts']).filter((file) => /^(plugins|notifiers|tools)\//.test(file));
    assert.ok(files.length > 100);
    const offenders = files.filter((file) => /\berror as Error\)\.message/.test(readProjectFile(file)));
    assert.deepEqual(offenders, []);
  });
});
