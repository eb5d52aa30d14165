import assert from 'node:assert/strict';
import { ConfigText, parseConfigText } from '../../../../plugins/config/config-text.ts';

describe('the text of a configuration', () => {
  it('has no option where there is no file, and is refused without a place then', () => {
    const missing = new ConfigText('f');
    assert.deepEqual([missing.isMissing, missing.values, missing.placeOf(['a'])], [true, {}, undefined]);
    missing.refuse([]);
    assert.throws(() => missing.refuse([{ path: ['redis', 'url'], rule: 'must be one' }]), {
      name: 'ConfigError',
      message: 'f: redis.url: must be one',
    });
  });

  it('is there when the file is empty', () => {
    assert.deepEqual([parseConfigText('', 'f').isMissing, parseConfigText('', 'f').values], [false, {}]);
  });
});
