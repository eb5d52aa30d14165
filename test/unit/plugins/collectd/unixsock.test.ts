import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnixsockClient } from '../../../../plugins/collectd/unixsock.ts';
import { FakeCollectd } from '../../../support/fake-collectd.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe("the client of collectd's unixsock plugin", () => {
  const scratch = scratchFolder();
  let collectd: FakeCollectd;
  let client: UnixsockClient;
  beforeEach(async () => {
    collectd = new FakeCollectd(join(scratch(), 'sock'));
    await collectd.start();
    client = new UnixsockClient(collectd.path);
  });
  afterEach(async () => {
    client.close();
    await collectd.stop();
  });

  it('gives each command its own answer, a refusal among them', async () => {
    collectd.answer = (command) =>
      command === 'bad' ? '-1 Unknown command: bad\n' : `0 Success: ${command}\n`;
    const replies = await Promise.all(['one', 'bad', 'two'].map((command) => client.command(command)));
    assert.deepEqual(replies, [
      { code: 0, text: 'Success: one', lines: [] },
      { code: -1, text: 'Unknown command: bad', lines: [] },
      { code: 0, text: 'Success: two', lines: [] },
    ]);
    assert.equal(collectd.connections, 1);
  });

  it('reads an answer of several lines, however it is cut into pieces', async () => {
    collectd.answer = (_, socket) => {
      const [first, ...rest] = [
        '2 Val',
        'ues found\n1795226400.000 größe/a',
        '/b\n1795226400.5',
        '00 h/c/d\n0 S',
        'uccess\n',
      ];
      const send = (piece: string | undefined): void => {
        if (piece !== undefined) socket.write(piece, () => setImmediate(send, rest.shift()));
      };
      if (collectd.commands.length === 1) send(first);
      return undefined;
    };
    const [values, success] = await Promise.all([client.command('LISTVAL'), client.command('PUTVAL')]);
    assert.deepEqual(values, {
      code: 2,
      text: 'Values found',
      lines: ['1795226400.000 größe/a/b', '1795226400.500 h/c/d'],
    });
    assert.deepEqual(success, { code: 0, text: 'Success', lines: [] });
  });

  it('has no more commands under way than its window', async () => {
    client = new UnixsockClient(collectd.path, { window: 4 });
    const waiting: (() => void)[] = [];
    let maxWaiting = 0;
    collectd.answer = (_, socket) => {
      waiting.push(() => socket.write('0 Success\n'));
      maxWaiting = Math.max(maxWaiting, waiting.length);
      // Two turns of the event loop are enough for more commands than there should be to come.
      setImmediate(setImmediate, () => waiting.shift()?.());
      return undefined;
    };
    const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => client.command(`${i}`)));
    assert.equal(replies.length, 50);
    assert.equal(maxWaiting, 4);
    assert.deepEqual(
      collectd.commands,
      Array.from({ length: 50 }, (_, i) => `${i}`),
    );
  });

  const garbage: Record<string, [string, RegExp]> = {
    'what is no answer': ['hello\n', /not an answer of collectd: "hello"/],
    'a line without end': ['x'.repeat(70_000), /a line without end/],
  };
  for (const [name, [answer, complaint]] of Object.entries(garbage)) {
    it(`gives the connection up when collectd answers ${name}, and connects again`, async () => {
      collectd.answer = (command) => (command === 'first' ? answer : undefined);
      const results = await Promise.allSettled([client.command('first'), client.command('second')]);
      const reasons = results.flatMap((result) =>
        result.status === 'rejected' ? [String(result.reason)] : [],
      );
      assert.equal(reasons.length, 2);
      for (const reason of reasons) assert.match(reason, complaint);
      collectd.answer = () => '0 Success\n';
      assert.equal((await client.command('third')).code, 0);
      assert.equal(collectd.connections, 2);
    });
  }

  it('gives the connection up when collectd answers more than it was asked', async () => {
    collectd.answer = (_, socket) => {
      socket.once('close', () => collectd.commands.push('closed'));
      return '0 Success\n0 Success\n';
    };
    assert.equal((await client.command('first')).code, 0);
    while (!collectd.commands.includes('closed')) await new Promise(setImmediate);
    collectd.answer = () => '0 Success\n';
    assert.equal((await client.command('second')).code, 0);
    assert.equal(collectd.connections, 2);
  });

  it('rejects what is under way when collectd closes in the middle of an answer, and connects again', async () => {
    collectd.answer = (_, socket) => {
      socket.end('3 Values found\n1795226400.000 a/b/c\n');
      return undefined;
    };
    await assert.rejects(client.command('LISTVAL'), { message: `collectd closed ${collectd.path}` });
    collectd.answer = () => '0 Success\n';
    assert.deepEqual(await client.command('PUTVAL'), { code: 0, text: 'Success', lines: [] });
    assert.equal(collectd.connections, 2);
  });

  it('connects again after collectd was restarted between commands', async () => {
    await client.command('one');
    await collectd.stop();
    await assert.rejects(client.command('two'));
    await collectd.start();
    assert.equal((await client.command('three')).code, 0);
  });

  it('rejects when there is no socket', async () => {
    const nowhere = new UnixsockClient(join(scratch(), 'none'));
    await assert.rejects(nowhere.command('x'), { code: 'ENOENT' });
  });

  it('gives the connection up when collectd is silent for too long', async () => {
    client = new UnixsockClient(collectd.path, { timeoutSeconds: 0.02 });
    collectd.answer = () => undefined;
    await assert.rejects(client.command('x'), { message: 'no answer from collectd for 0.02 s' });
    collectd.answer = () => '0 Success\n';
    assert.equal((await client.command('y')).code, 0);
  });

  it('gives the connection up when an answer is not complete in time, however steadily it drips', async () => {
    client = new UnixsockClient(collectd.path, { timeoutSeconds: 0.1 });
    collectd.answer = (_, socket) => {
      const drip = setInterval(() => socket.write('0'), 5);
      socket.once('close', () => clearInterval(drip));
      return undefined;
    };
    await assert.rejects(client.command('x'), { message: 'no answer from collectd for 0.1 s' });
    collectd.answer = () => '0 Success\n';
    assert.equal((await client.command('y')).code, 0);
  });

  it('gives each command its own time', async () => {
    client = new UnixsockClient(collectd.path, { timeoutSeconds: 0.2 });
    assert.equal((await client.command('first')).code, 0);
    await sleep(150);
    collectd.answer = (_, socket) => {
      setTimeout(() => socket.write('0 Success\n'), 100);
      return undefined;
    };
    assert.equal((await client.command('second')).code, 0);
    assert.equal(collectd.connections, 1);
  });

  it('does not blame collectd when it was held up itself', async () => {
    client = new UnixsockClient(collectd.path, { timeoutSeconds: 0.02 });
    collectd.answer = (_, socket) => {
      socket.write('0 Success\n');
      const end = performance.now() + 60;
      while (performance.now() < end);
      return undefined;
    };
    assert.equal((await client.command('x')).code, 0);
  });

  it('gives the connection up when an answer is longer than anybody could use', async () => {
    const lines = 'x'.repeat(1023).concat('\n').repeat(256);
    collectd.answer = (_, socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(lines));
      };
      socket.on('drain', more);
      socket.write('999999999 Values found\n');
      more();
      return undefined;
    };
    await assert.rejects(client.command('LISTVAL'), {
      name: 'CollectdError',
      message: "collectd's answer is longer than 32 MiB",
    });
    collectd.answer = () => '0 Success\n';
    assert.equal((await client.command('y')).code, 0);
  });

  it('rejects what waits for its turn as well when a connection is lost, without trying for each', async () => {
    client = new UnixsockClient(collectd.path, { window: 4 });
    collectd.answer = (_, socket) => {
      socket.destroy();
      return undefined;
    };
    const results = await Promise.allSettled(Array.from({ length: 400 }, (_, i) => client.command(`${i}`)));
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['rejected']));
    assert.equal(collectd.connections, 1);
    collectd.answer = () => '0 Success\n';
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => client.command(`${i}`)));
    assert.equal(replies.length, 40);
  });

  it('takes a path of digits for a path', async () => {
    await assert.rejects(new UnixsockClient('8125').command('x'), { code: 'ENOENT' });
  });

  it('refuses a command of two lines', async () => {
    await assert.rejects(client.command('a\nb'), { name: 'ProtocolError', message: 'a command is one line' });
    assert.deepEqual(collectd.commands, []);
  });

  it('rejects what waits for an answer or for its turn when it is closed, and does not connect again', async () => {
    client = new UnixsockClient(collectd.path, { window: 1 });
    collectd.answer = () => undefined;
    const results = Promise.allSettled(['a', 'b', 'c'].map((command) => client.command(command)));
    await collectd.seen(() => collectd.commands.length === 1);
    client.close();
    for (const result of await results) {
      assert.equal(result.status, 'rejected');
      assert.equal((result.reason as Error).message, 'closed');
    }
    await assert.rejects(client.command('d'), /^CollectdError: closed$/);
    assert.deepEqual([collectd.connections, collectd.commands], [1, ['a']]);
  });
});
