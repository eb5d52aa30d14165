import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { maxSilences, SilenceFiles } from '../../../../plugins/spool/silence-files.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { OutsideError, UsageError } from '../../../../tools/process/command-error.ts';
import {
  addSilence,
  expireSilences,
  listSilences,
  type SilenceWish,
} from '../../../../tools/silence/silence.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('dma silence', () => {
  const scratch = scratchFolder();
  let config: string;
  const files = (): SilenceFiles => new SilenceFiles(nodeDisk, join(scratch(), 'spool'));
  beforeEach(() => {
    config = join(scratch(), 'dma.yaml');
    writeFileSync(config, `spool: ${scratch()}/spool\n`);
    new Spool(nodeDisk, join(scratch(), 'spool')).prepare();
  });

  const wish: SilenceWish = {
    host: 'web*',
    target: undefined,
    duration: '1h30m',
    comment: 'kernel',
    by: 'ada',
  };

  function added(more: Partial<SilenceWish> = {}): { id: string; startSeconds: number; endSeconds: number } {
    return JSON.parse(addSilence(config, { ...wish, ...more }, true)) as ReturnType<typeof added>;
  }

  it('adds one that is listed until it ends or is expired', () => {
    const { id, startSeconds, endSeconds } = added();
    assert.equal(endSeconds - startSeconds, 5400);
    const listed = listSilences(config, false);
    assert.match(
      listed,
      new RegExp(`^silence .*\\n${id}  web\\*  \\* {7}.* [+-]\\d\\d:\\d\\d  1 h 30 min  ada  kernel\\n$`),
    );
    const [shown] = JSON.parse(listSilences(config, true)) as Record<string, unknown>[];
    assert.equal(shown!['id'], id);
    assert.equal(shown!['end'], new Date(Math.round(endSeconds * 1000)).toISOString());
    assert.equal(expireSilences(config, { ids: [id], all: false }, true), `{"expired":["${id}"]}\n`);
    assert.equal(listSilences(config, false), 'nothing is silenced\n');
  });

  it('says of a target that dma.yaml does not have that nothing of it is silenced', () => {
    assert.match(
      addSilence(config, { ...wish, target: 'memry' }, false),
      /\nnote: it silences nothing of this dma\.yaml: there is no target "memry"; there are memory, disk, self; did you mean memory\?\n$/,
    );
    for (const target of ['memory', 'disk-root', 'm*', 'self'])
      assert.doesNotMatch(addSilence(config, { ...wish, target }, false), /note/);
  });

  it('says in words what it has done', () => {
    assert.match(
      addSilence(config, { ...wish, target: 'disk' }, false),
      /^silence [0-9a-f]{8}: host "web\*", target "disk", until \d{4}-.* \(in 1 h 30 min\); what is still open then is told\n$/,
    );
    added();
    assert.equal(
      expireSilences(config, { ids: [], all: true }, false),
      '2 silences expired; what is still open is told\n',
    );
  });

  it('lists the first to end first, and names files that silence nothing', () => {
    const [late, early] = [added(), added({ duration: '5m' })];
    files().add({ id: '0000000a', start: 1, end: 2, comment: '', by: 'long over' });
    writeFileSync(join(files().folder, '0000000b.json'), '\u001b');
    const ids = listSilences(config, false)
      .split('\n')
      .map((line) => line.slice(0, 8));
    assert.deepEqual(ids, ['silence ', early.id, late.id, '0000000b', '']);
  });

  it('shows no character that moves what is on the screen', () => {
    added({ comment: 'a\u001b[2Jb', by: '\u202e' });
    assert.match(listSilences(config, false), / {2}\? {2,}a\?\[2Jb/);
  });

  const refused: [Partial<SilenceWish>, RegExp][] = [
    [{ host: undefined }, /^say what to silence: --host, --target, or --host "\*"/],
    [{ host: '' }, /^--host: expected a name with the wildcards/],
    [{ host: 'web[12]' }, /^--host: .*, without another \[$/],
    [{ target: 'a{b' }, /^--target: /],
    [{ target: 'a'.repeat(1001) }, /^--target: /],
    [{ duration: '0s' }, /^--duration: expected a duration such as 90m/],
    [{ duration: '2' }, /^--duration: /],
    [{ duration: '1.5.5h' }, /^--duration: /],
    [{ duration: '-1h' }, /^--duration: /],
    [{ duration: '366d' }, /^--duration: 366d is more than 365 days$/],
    [{ comment: 'c'.repeat(501) }, /^--comment: has 501 characters; at most 500 are kept$/],
  ];
  for (const [more, message] of refused)
    it(`refuses ${JSON.stringify(more).slice(0, 50)} in one line`, () => {
      assert.throws(
        () => addSilence(config, { ...wish, ...more }, false),
        (error) => error instanceof UsageError && message.test(error.message),
      );
      assert.deepEqual(files().names(), []);
    });

  it('refuses ids that are not there, and to expire nothing', () => {
    const { id } = added();
    assert.throws(() => expireSilences(config, { ids: [id, 'ffffffff'], all: false }, false), OutsideError);
    assert.throws(() => expireSilences(config, { ids: [], all: false }, false), UsageError);
    assert.deepEqual(files().names(), [`${id}.json`], 'and expires no other of them');
  });

  it('refuses more than can be looked at', () => {
    added();
    for (let number = 1; number < maxSilences; number++) {
      const id = number.toString(16).padStart(8, '0');
      const silence = { id, start: 0, end: 9e9, comment: '', by: '' };
      writeFileSync(join(files().folder, `${id}.json`), JSON.stringify({ version: 1, ...silence }));
    }
    assert.throws(() => added(), /has 1000 silences already; expire some/);
  });

  it('tells a missing spool in one line', () => {
    writeFileSync(config, `spool: ${scratch()}/none\n`);
    assert.throws(() => added(), /^OutsideError: spool .*ENOENT.*; dma deliver makes it/);
  });
});
