import assert from 'node:assert/strict';
import { NewestCommands } from '../../../../plugins/collectd/output.ts';
import type { Notification } from '../../../../plugins/collectd/notification.ts';
import type { ValueList } from '../../../../plugins/collectd/text-protocol.ts';

const list = (typeInstance: string, value: number): ValueList => ({
  identifier: { host: 'h', plugin: 'dma', type: 'gauge', typeInstance },
  time: 1000,
  intervalSeconds: 1,
  values: [value],
});

function valueOf(commands: NewestCommands): number | undefined {
  const line = commands.take()?.line;
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(':') + 1));
}

describe('commands that wait for a slow collectd', () => {
  it('are taken in the order in which their subjects came, and name them', () => {
    const commands = new NewestCommands();
    commands.putValues(list('a', 1));
    commands.putValues(list('b', 2));
    assert.deepEqual(commands.take(), {
      subject: 'h/dma/gauge-a',
      isNotification: false,
      line: 'PUTVAL "h/dma/gauge-a" interval=1.000 1000.000:1',
    });
    assert.equal(valueOf(commands), 2);
    assert.equal(commands.take(), undefined);
    assert.equal(commands.superseded, 0);
  });

  it('are one a subject, the newest, and count what was replaced', () => {
    const commands = new NewestCommands();
    for (let i = 0; i < 1000; i++) commands.putValues(list(`${i % 3}`, i));
    assert.equal(commands.superseded, 997);
    const taken = [valueOf(commands), valueOf(commands), valueOf(commands)];
    assert.deepEqual(new Set(taken), new Set([997, 998, 999]));
    assert.equal(commands.take(), undefined);
  });

  it('leave no subject waiting for ever when collectd is too slow for all', () => {
    const commands = new NewestCommands();
    const taken = new Set<string>();
    for (let round = 0; round < 10; round++) {
      for (const instance of ['a', 'b', 'c', 'd']) commands.putValues(list(instance, round));
      taken.add(commands.take()!.subject);
    }
    assert.deepEqual(
      [...taken],
      ['a', 'b', 'c', 'd'].map((instance) => `h/dma/gauge-${instance}`),
    );
  });

  it('keep the newest notification of a source beside the values of the series with the same name', () => {
    const commands = new NewestCommands();
    const about = { host: 'h', plugin: 'dma', type: 'gauge', typeInstance: 'a' };
    const notification: Notification = { severity: 'OKAY', time: 1000, message: 'm', details: {}, ...about };
    commands.putNotification(notification);
    commands.putValues(list('a', 1));
    commands.putNotification({ ...notification, severity: 'WARNING' });
    commands.putNotification({ ...notification, host: 'other' });
    const taken = [commands.take(), commands.take(), commands.take(), commands.take()];
    assert.deepEqual(
      taken.map((command) => command?.subject),
      [
        'the notification of h/dma/gauge-a',
        'h/dma/gauge-a',
        'the notification of other/dma/gauge-a',
        undefined,
      ],
    );
    assert.match(taken[0]!.line, /^PUTNOTIF severity=warning /);
  });
});
