import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import type { Notifier } from '../../../../notifiers/notifier.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { deliver } from '../../../../plugins/deliver.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { RetryState } from '../../../../plugins/spool/retry-state.ts';
import { DeadLetters } from '../../../../plugins/spool/dead-letters.ts';
import { openRoute } from '../../../../plugins/delivery/route-config.ts';
import { readStoredContext } from '../../../../plugins/alert-context/alert-context.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { until } from '../../../support/until.ts';

const deep = '['.repeat(100_000);
const pipe = (path: string): void => void execFileSync('mkfifo', [path]);

function notification(host: string, time: number | string, more = ''): string {
  return `Severity: WARNING\nTime: ${time}\nHost: ${host}\nPlugin: dma\nPluginInstance: memory\nType: percent\nTypeInstance: risk\n${more}\nmessage\n`;
}

describe('a spool in which others leave what they like', function () {
  // Before its folder is removed.
  afterEach(async () => {
    stop.abort();
    await ended;
    for (const server of sockets) server.close();
  });
  const scratch = scratchFolder();
  const at = (...names: string[]): string => join(scratch(), ...names);
  let received: AlertEvent[];
  let said: string[];
  let stop: AbortController;
  let ended: Promise<void>;
  let sockets: Server[];

  beforeEach(() => {
    [received, said, sockets] = [[], [], []];
    stop = new AbortController();
    ended = Promise.resolve();
    new Spool(nodeDisk, scratch()).prepare();
    mkdirSync(at('queue', 'log'));
    mkdirSync(at('contexts'));
  });
  const taker: Notifier = {
    name: 'log',
    maxEvents: 10,
    deliver: async ({ events }) => {
      received.push(...events);
      return { outcome: 'delivered' };
    },
    close: () => undefined,
  };

  const start = (): void => {
    const notifiers = [{ name: 'log', notifier: taker, route: openRoute, close: () => undefined }];
    const logger = createLogger('t', (line) => said.push(line.trimEnd()), new KnownSecrets());
    ended = deliver({
      config: parseConfig(`spool: ${scratch()}`, 'f'),
      notifiers,
      logger,
      signal: stop.signal,
    });
    // What it rejects with is looked at in the end; until then it is not unhandled.
    ended.catch(() => undefined);
  };
  const enqueue = (name: string, text: string): void => {
    writeFileSync(at('tmp', name), text);
    renameSync(at('tmp', name), at('new', name));
  };
  /** Starts, and waits until a sound notification is delivered that came behind all the rest. */
  const delivers = async (): Promise<void> => {
    enqueue('9999', notification('web1', 1.8e9));
    start();
    let failure: unknown;
    ended.catch((error: unknown) => (failure = error));
    await until('the sound notification', 50, () => {
      if (failure) throw failure;
      return received.some(({ host }) => host === 'web1');
    });
    assert.equal(new Set(said).size, said.length, said.join('\n'));
    for (const line of said) assert.ok(!line.includes('\n') && line.length < 700, line);
  };

  it('takes no harm from what is no notification: folders, pipes, sockets, links, and what has no end', async () => {
    mkdirSync(at('new', '1'));
    writeFileSync(at('new', '1', 'x'), 'x');
    pipe(at('new', '2'));
    symlinkSync('/etc/passwd', at('new', '3'));
    symlinkSync('/dev/zero', at('new', '4'));
    writeFileSync(at('new', '5'), '');
    truncateSync(at('new', '5'), 100 * 2 ** 20);
    sockets.push(createServer().listen(at('new', '6')));
    writeFileSync(at('new', 'n'.repeat(250)), notification('web2', 1));
    writeFileSync(Buffer.concat([Buffer.from(at('new/')), Buffer.from([0xff])]), 'x');
    await delivers();
    for (const name of ['1', '2', '3', '4', '5', '6', 'n'.repeat(250)])
      assert.ok(
        said.some((line) => line.includes(`spool entry ${name} is not a notification`)),
        name,
      );
    assert.ok(said.some((line) => line.includes('has a name that is not valid UTF-8; remove it')));
    assert.equal(said.length, 8, said.join('\n'));
    assert.deepEqual(
      received.map(({ host }) => host),
      ['web1'],
    );
  });

  it('takes no harm from notifications that are not well-formed', async () => {
    const texts = [
      '',
      '\n\n',
      'Severity: WARNING',
      deep,
      '\0'.repeat(70_000),
      'x: y\n'.repeat(10_000),
      ...['-1', 'nan', 'inf', '1e300', '0x10', '99999999999999', '999999999999', ''].map((time) =>
        notification('web2', time),
      ),
      notification('web2', 1).replace('WARNING', 'PANIC'),
      notification('web2', 1).replaceAll('\n', '\r\n'),
    ];
    for (const [index, text] of texts.entries()) enqueue(`${1000 + index}`, text);
    await delivers();
    assert.deepEqual(
      readdirSync(at('failed', 'new')).filter((name) => !name.endsWith('.why')).length,
      texts.length,
    );
    assert.equal(said.length, texts.length);
  });

  it('believes the first of repeated headers, however many there are', async () => {
    const more = `Severity: OKAY\nTime: 5\nPluginInstance: disk\n${'__proto__: x\n'.repeat(3000)}constructor: y\n`;
    enqueue('1', notification('web2', 1.7e9, more));
    await delivers();
    const [event] = received;
    assert.deepEqual([event!.severity, event!.time, event!.resource], ['WARNING', 1.7e9, 'memory']);
    assert.deepEqual(said, []);
  });

  it('takes no harm from what waits and is no event', async () => {
    const event = JSON.stringify(exampleEvent());
    const texts = [
      '',
      'null',
      '5',
      '[]',
      '{}',
      deep,
      `{"a":${deep}`,
      '{"__proto__": {"id": "x"}}',
      '\0',
      event.replace(/"time":[\d.]+/, '"time":1e300'),
      event.replace('"WARNING"', '"PANIC"'),
      event.replace('"details":{', '"details":{"x":{},'),
      event.replace('"kind":"exhaustion",', ''),
    ];
    for (const [index, text] of texts.entries())
      writeFileSync(at('queue', 'log', `${index}`.padStart(12, '0') + '-x.json'), text);
    mkdirSync(at('queue', 'log', 'folder'));
    pipe(at('queue', 'log', 'pipe'));
    symlinkSync('/dev/zero', at('queue', 'log', 'zeros'));
    writeFileSync(at('queue', 'log', '99999999999999999999-x.json'), event);
    writeFileSync(at('queue', 'stray'), '');
    writeFileSync(at('failed', 'stray'), '');
    await delivers();
    assert.equal(
      readdirSync(at('failed', 'log')).filter((name) => !name.endsWith('.why')).length,
      texts.length + 3,
    );
    stop.abort();
    await ended;
    assert.ok(
      new Spool(nodeDisk, scratch()).loadState()!.sequence < 100,
      'its numbers can still be counted on',
    );
  });

  const states: Record<string, () => void> = {
    'a folder': () => mkdirSync(at('episodes.json')),
    'a pipe': () => pipe(at('episodes.json')),
    'without end': () => symlinkSync('/dev/zero', at('episodes.json')),
    'nested for ever': () => writeFileSync(at('episodes.json'), deep),
    null: () => writeFileSync(at('episodes.json'), 'null'),
    'one with a number beyond all': () =>
      writeFileSync(at('episodes.json'), '{"sequence":1e15,"taken":[],"open":[],"ended":{},"sinks":{}}'),
  };
  for (const [name, make] of Object.entries(states)) {
    it(`begins anew, and says so, when what it remembers is ${name}`, async () => {
      make();
      mkdirSync(at('episodes.json.broken', 'x'), { recursive: true });
      await delivers();
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(said[0]!, /episodes\.json cannot be read \(.*\); open episodes are forgotten$/);
      assert.ok(existsSync(at('episodes.json.broken')));
    });
  }

  it('starts in spite of what lies in tmp/', async () => {
    mkdirSync(at('tmp', 'folder', 'x'), { recursive: true });
    execFileSync('touch', ['-d', '2001-01-01', at('tmp', 'folder')]);
    pipe(at('tmp', 'pipe'));
    await delivers();
    assert.ok(!existsSync(at('tmp', 'folder')));
  });

  it('delivers an event without its alertContext when that is none', async () => {
    const alertContext = exampleAlertContext();
    const texts = [deep, 'null', '{}', JSON.stringify({ ...alertContext, culprits: [{ pid: {} }] })];
    for (const text of texts) {
      writeFileSync(at('x.json'), text);
      assert.equal(readStoredContext(nodeDisk, at('x.json'))?.alertContext, undefined);
    }
    // The first has a time that cannot be written as a date, the second would hold at any time.
    for (const odd of [{ time: 1e300 }, { horizonSeconds: 1e308 }]) {
      writeFileSync(at('x.json'), JSON.stringify({ ...alertContext, ...odd }));
      assert.equal(readStoredContext(nodeDisk, at('x.json'))?.alertContext, undefined);
    }
    writeFileSync(at('x.json'), JSON.stringify(alertContext));
    assert.deepEqual(readStoredContext(nodeDisk, at('x.json'))?.alertContext, alertContext);
    pipe(at('contexts', 'web1,memory.json'));
    await delivers();
    assert.equal(received[0]!.alertContext, undefined);
  });

  it('ignores a malformed retry state, malformed counts and malformed reasons', () => {
    const json = fc.oneof(
      fc.json(),
      fc.constantFrom('', 'null', deep, '{"overflowed":5}', '{"removed":{"a":"b"}}'),
    );
    fc.assert(
      fc.property(json, (text) => {
        writeFileSync(at('retry', 'log'), text);
        assert.equal(new RetryState(new Spool(nodeDisk, scratch()), 'log').wait, undefined);
        writeFileSync(at('counts.json'), text);
        const deadLetters = new DeadLetters(nodeDisk, scratch(), 10);
        assert.equal(deadLetters.counts().overflowed['log'], undefined);
        deadLetters.put('log', at('new'), ['gone'], { reason: 'overflow', message: '', time: 1 });
        assert.equal(deadLetters.counts().overflowed['log'], 1);
        writeFileSync(at('failed', 'log', 'x.why'), text);
        assert.equal(deadLetters.why('log', 'x'), undefined);
      }),
      { numRuns: 60 },
    );
    for (const [field, value] of [
      ['nextTime', 'x'],
      ['attempts', 0.5],
      ['reason', {}],
    ] as const) {
      const wait = { attempts: 1, since: 1, nextTime: 2, reason: 'r', message: 'm', [field]: value };
      writeFileSync(at('retry', 'log'), JSON.stringify(wait));
      assert.equal(new RetryState(new Spool(nodeDisk, scratch()), 'log').wait, undefined, field);
    }
  });
});
