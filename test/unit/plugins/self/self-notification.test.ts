import assert from 'node:assert/strict';
import { selfMessage, selfNotification } from '../../../../plugins/self/self-notification.ts';

describe('a notification of the program about itself', () => {
  it('is of a value of dma-self', () => {
    assert.deepEqual(selfNotification('web1', 'stale', 'WARNING', 1.8e9, 'x'), {
      severity: 'WARNING',
      time: 1.8e9,
      host: 'web1',
      plugin: 'dma',
      pluginInstance: 'self',
      type: 'gauge',
      typeInstance: 'stale',
      message: 'x',
      details: {},
    });
  });
});

describe('the names in a message', () => {
  const cause = { cause: 'a cause', cure: 'a cure' };
  it('are three at most, and how many more there are', () => {
    assert.equal(selfMessage('silent', ['a', 'b', 'c'], cause), 'silent: a, b, c. A cause; a cure');
    assert.equal(
      selfMessage('silent', ['a', 'b', 'c', 'd'], cause),
      'silent: a, b, c and 1 more. A cause; a cure',
    );
  });

  it('are fewer where they are too long for collectd, and cannot turn the direction of writing', () => {
    const long = 'x'.repeat(100);
    assert.equal(
      selfMessage('silent', [long, long, long], cause),
      `silent: ${long}, ${long} and 1 more. A cause; a cure`,
    );
    assert.equal(selfMessage('silent', ['x'.repeat(300)], cause), 'silent. A cause; a cure');
    assert.equal(selfMessage('silent', ['a\u202eb'], cause), 'silent: a?b. A cause; a cure');
  });

  it('come before the cause where there is no room for both, and a message may be as long as collectd takes it', () => {
    const lengthy = { cause: 'c'.repeat(200), cure: 'a cure' };
    const name = 'n'.repeat(255 - 'silent: . A cure'.length);
    assert.equal(selfMessage('silent', [name], lengthy), `silent: ${name}. A cure`);
    assert.equal(selfMessage('silent', [`${name}n`], lengthy), `silent. C${'c'.repeat(199)}; a cure`);
  });

  it('are counted in bytes', () => {
    const name = 'ä'.repeat(119);
    assert.equal(selfMessage('silent', [name], cause), `silent: ${name}. A cure`);
    assert.equal(
      selfMessage('silent', ['a'.repeat(119)], cause),
      `silent: ${'a'.repeat(119)}. A cause; a cure`,
    );
  });

  it('are left out where there is nothing to name', () => {
    assert.equal(selfMessage('silent', [], cause), 'silent. A cause; a cure');
  });
});
