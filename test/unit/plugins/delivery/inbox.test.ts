import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { Inbox } from '../../../../plugins/delivery/inbox.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const now = 1000;
const text = 'Severity: WARNING\nTime: 100\nHost: web1\nPlugin: df\nType: percent\n\nm\n';

describe('the inbox', () => {
  const scratch = scratchFolder();
  const warned: string[] = [];
  const logger = createLogger('test', (line) => warned.push(line.trimEnd()), new KnownSecrets());
  let spool: Spool;
  let disk: Disk;
  let inbox: Inbox;
  beforeEach(() => {
    warned.length = 0;
    disk = { ...nodeDisk };
    spool = new Spool(disk, scratch());
    spool.prepare();
    inbox = new Inbox(spool, logger, () => now);
  });

  function arrive(...names: readonly (string | Buffer)[]): void {
    for (const name of names)
      writeFileSync(Buffer.concat([Buffer.from(`${spool.newDirectory}/`), Buffer.from(name)]), text);
  }

  function read(count = 100): string[] {
    return inbox.read(count).arrivals.map(({ name }) => name);
  }

  function arrivals(count: number): Record<string, number> {
    return Object.fromEntries(inbox.read(count).arrivals.map(({ name, arrived }) => [name, arrived]));
  }

  it('logs a name that is not valid UTF-8 once, and reads the rest', () => {
    arrive(Buffer.from([0x31, 0xff]), '2');
    assert.deepEqual([read(), read()], [['2'], ['2']]);
    assert.deepEqual(warned, [
      'test: warning: spool entry 1\ufffd has a name that is not valid UTF-8; remove it',
    ]);
  });

  it('reads a name of 200 bytes, and makes a dead letter of a longer one', () => {
    const [fitting, long] = ['ü'.repeat(100), 'ü'.repeat(101)];
    arrive(fitting, long);
    assert.deepEqual(read(), [fitting]);
    assert.deepEqual(spool.deadLetters.entries('new'), [long]);
    const { reason, message } = spool.deadLetters.why('new', long)!;
    assert.deepEqual([reason, message], ['not-a-notification', 'its name has more than 200 bytes']);
  });

  it('takes the time of arrival of what it has not left behind from the disk, and never from the future', () => {
    const changed: Record<string, number> = { '0': 5, b: 10, c: 20, d: now + 60 };
    disk.status = (path) => ({ isFolder: false, modifiedTime: 0, changedTime: changed[path.at(-1)!]! });
    arrive('b', 'c', 'd');
    assert.deepEqual(arrivals(1), { b: 10 });
    arrive('0');
    assert.deepEqual(arrivals(4), { '0': 5, b: 10, c: now, d: now });
    assert.deepEqual(arrivals(4), { '0': 5, b: 10, c: 20, d: now });
  });

  for (const [step, lose] of [
    ['before it is read', () => (disk.read = () => fail('ENOENT'))],
    ['after it was read', () => (disk.status = () => undefined)],
  ] as const)
    it(`passes over a notification that is gone ${step}`, () => {
      arrive('1');
      lose();
      assert.deepEqual([read(), warned], [[], []]);
    });

  it('gives up none for want of descriptors', () => {
    arrive('1');
    disk.read = () => fail('EMFILE');
    assert.throws(() => read(), { code: 'EMFILE' });
    assert.deepEqual(spool.listNew(), ['1']);
  });
});

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}
