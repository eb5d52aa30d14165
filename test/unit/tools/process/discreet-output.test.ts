import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { ExecOutput } from '../../../../plugins/collectd/exec-output.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { strikeOutput } from '../../../../tools/process/discreet-output.ts';

function struckStream(secrets: KnownSecrets) {
  const stream = new PassThrough();
  strikeOutput([stream as unknown as NodeJS.WriteStream], secrets);
  return { stream, written: () => String(stream.read() ?? '') };
}

describe('the output of a program', () => {
  it('has no secret in it, of those that were known first and of those that are read later', () => {
    const secrets = new KnownSecrets();
    const { stream, written } = struckStream(secrets);
    secrets.add('opensesame');
    stream.write('it is opensesame\n');
    assert.equal(written(), 'it is ***\n');
  });

  it('has the commands for collectd as they are, even where a name is also a password', async () => {
    const secrets = new KnownSecrets();
    secrets.add('memory');
    const { stream, written } = struckStream(secrets);
    new ExecOutput(stream, () => undefined).putValues({
      identifier: { host: 'h', plugin: 'memory', type: 'gauge' },
      time: 100,
      intervalSeconds: 1,
      values: [1],
    });
    // The lines of one moment are written together.
    await new Promise(setImmediate);
    assert.match(written(), /^PUTVAL "h\/memory\/gauge" /);
  });

  it('has no part of a secret in a line of the log that is cut inside of one', () => {
    const secrets = new KnownSecrets();
    secrets.add('opensesame-7');
    for (let before = 960; before < 1000; before++)
      createLogger('p', (line) => assert.doesNotMatch(line, /open/), secrets).warn(
        `${'x'.repeat(before)}opensesame-7`,
      );
  });
});
