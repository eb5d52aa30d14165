import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { isConnected, listeningSockets } from '../support/listening-sockets.ts';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { stackPids } from '../support/stack-pids.ts';
import { until } from '../support/until.ts';

const loopback = '0100007F';

describe('what collectd starts with the shipped files', function () {
  let stack: PrivateStack;
  let predict: number;
  let deliver: number;

  before(async function () {
    stack = await startPrivateStack({ exchanges: [['Interval 1\n', 'Interval 0.2\n']] });
    predict = await until('dma predict', 60, () => stackPids(stack, 'predict')[0]);
    deliver = await until('dma deliver', 60, () => stackPids(stack, 'deliver')[0]);
    // Both have to be past their start, in which a signal would still be Node's own.
    await until('dma predict to reach Redis', 60, () => isConnected(predict));
    await notify('web1');
  });

  after(async function () {
    await stack?.stop();
  });

  async function notify(host: string): Promise<void> {
    const collectd = new UnixsockClient(stack.socket);
    const time = (Date.now() / 1000).toFixed(3);
    const { code, text } = await collectd.command(
      `PUTNOTIF severity=warning time=${time} host=${host} plugin=dma plugin_instance=memory type=percent ` +
        'type_instance=risk message="soon"',
    );
    collectd.close();
    assert.equal(code, 0, text);
    await until(`the event of ${host}`, 60, () => logged(stack).includes(` ${host} `));
  }

  it('listens on nothing, not even when SIGUSR1 asks for the inspector of Node.js', async function () {
    for (const pid of [predict, deliver]) assert.deepEqual(listeningSockets(pid), []);
    for (const pid of [predict, deliver]) process.kill(pid, 'SIGUSR1');
    await notify('web2');
    for (const pid of [predict, deliver]) assert.deepEqual(listeningSockets(pid), []);
    assert.doesNotMatch(stack.collectdLog(), /Debugger listening/);
  });

  it('does not run as root', function () {
    for (const pid of [predict, deliver]) {
      const [, ids] = /^Uid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
      for (const id of ids!.split(/\s+/)) assert.notEqual(id, '0');
    }
  });

  it('leaves nothing in the spool or the log that others may read or write', function () {
    const files = [...filesBelow(stack.spool), stack.logFile];
    assert.ok(files.some((file) => file.endsWith('episodes.json')));
    for (const file of files) {
      const mode = statSync(file).mode & 0o777;
      assert.equal(mode & 0o027, 0, `${file} has mode ${mode.toString(8)}`);
    }
  });
});

describe('the servers for play', function () {
  const running: RunningDma[] = [];

  after(async function () {
    for (const { child } of running) child.kill();
    for (const { exited } of running) await exited;
  });

  for (const command of ['http-dummy', 'congress-dummy']) {
    it(`listen on loopback unless told otherwise: dma ${command}`, async function () {
      assert.deepEqual(await addressesOf([command, '--port', '0']), [loopback]);
      assert.deepEqual(await addressesOf([command, '--port', '0', '--host', '127.0.0.2']), ['0200007F']);
    });
  }

  async function addressesOf(args: readonly string[]): Promise<string[]> {
    const program = startDma(args);
    running.push(program);
    const sockets = await until(`${args.join(' ')} to listen`, 60, () => {
      const found = listeningSockets(program.child.pid!);
      return found.length > 0 && found;
    });
    return sockets.map(({ address }) => address.split(':')[0]!);
  }
});

function logged({ logFile }: PrivateStack): string {
  try {
    return readFileSync(logFile, 'utf8');
  } catch {
    return '';
  }
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.map(({ parentPath, name }) => join(parentPath, name));
}
