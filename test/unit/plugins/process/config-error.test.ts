import assert from 'node:assert/strict';
import { ConfigError } from '../../../../plugins/process/config-error.ts';

describe('an error of the configuration', () => {
  it('is a line for each problem, whatever the problems hold', () => {
    const error = new ConfigError(['a: one\ntwo', 'b: \u001b[31m'], { cause: 5 });
    assert.deepEqual([error.name, error.message, error.cause], ['ConfigError', 'a: one two\nb:  [31m', 5]);
    assert.equal(new ConfigError('c: three').message, 'c: three');
  });
});
