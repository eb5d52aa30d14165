import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { StoredHostsFile } from '../../../../plugins/spool/stored-hosts.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const redis = { url: 'redis://127.0.0.1:6379', prefix: 'collectd/' };
const hosts = [{ host: 'web1', time: 1.8e9, names: ['web1/memory/memory-used'] }];

describe('the file of hosts whose series stood in Redis', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  let file: StoredHostsFile;
  beforeEach(() => {
    file = fileOf();
    mkdirSync(join(scratch(), 'tmp'));
  });

  function fileOf(more: Partial<typeof redis> = {}, spool = scratch()): StoredHostsFile {
    return new StoredHostsFile(nodeDisk, spool, { ...redis, ...more }, log);
  }

  it('is read by the process that comes after, of the same Redis and prefix', () => {
    assert.deepEqual(file.read(), []);
    file.write(hosts);
    assert.deepEqual(fileOf().read(), hosts);
    assert.deepEqual(fileOf({ url: 'redis://127.0.0.1:6380' }).read(), []);
    assert.deepEqual(fileOf({ prefix: 'metrics/' }).read(), []);
    assert.deepEqual(readdirSync(join(scratch(), 'tmp')), []);
    assert.deepEqual(said(), []);
  });

  it('keeps what processes with another Redis remember', () => {
    const other = fileOf({ url: 'redis://127.0.0.1:6380' });
    const theirs = [{ ...hosts[0]!, host: 'web2' }];
    file.write(hosts);
    other.write(theirs);
    assert.deepEqual([file.read(), other.read()], [hosts, theirs]);
    file.write([]);
    assert.deepEqual([file.read(), other.read()], [[], theirs]);
    for (let port = 1; port < 10; port++) fileOf({ url: `redis://127.0.0.1:${port}` }).write(theirs);
    assert.equal((JSON.parse(readFileSync(file.path, 'utf8')) as { others: unknown[] }).others.length, 3);
  });

  it('is another one for each shard', () => {
    const ofShard = (index: number): StoredHostsFile =>
      new StoredHostsFile(nodeDisk, scratch(), redis, log, { index });
    file.write(hosts);
    ofShard(0).write([]);
    ofShard(1).write([{ ...hosts[0]!, host: 'web2' }]);
    assert.deepEqual(readdirSync(scratch()).toSorted(), [
      'stored-hosts-0.json',
      'stored-hosts-1.json',
      'stored-hosts.json',
      'tmp',
    ]);
    assert.deepEqual([file.read(), ofShard(0).read(), ofShard(1).read()[0]!.host], [hosts, [], 'web2']);
  });

  for (const [what, text] of [
    ['empty', ''],
    ['cut off', '{"url":"redis://127.0.0.1:6379","prefix":"collectd/","hosts":[{"ho'],
    ['of another kind', JSON.stringify({ ...redis, hosts: [{ host: 'web1', time: 'now', names: [1] }] })],
    ['too long', ' '.repeat(2 ** 22 + 1)],
  ] as const)
    it(`counts as empty when it is ${what}, and is replaced`, () => {
      writeFileSync(file.path, text);
      assert.deepEqual(file.read(), []);
      file.write(hosts);
      assert.deepEqual(file.read(), hosts);
      assert.deepEqual(said(), []);
    });

  it('is not read or written through a symlink', () => {
    const elsewhere = join(scratch(), 'elsewhere');
    writeFileSync(elsewhere, JSON.stringify({ ...redis, hosts }));
    symlinkSync(elsewhere, file.path);
    assert.deepEqual(file.read(), []);
    file.write([]);
    assert.deepEqual(JSON.parse(readFileSync(elsewhere, 'utf8')), { ...redis, hosts });
  });

  it('is written into a spool in which no dma deliver has worked', () => {
    rmSync(join(scratch(), 'tmp'), { recursive: true });
    file.write(hosts);
    assert.deepEqual(fileOf().read(), hosts);
    assert.deepEqual(said(), []);
  });

  it('makes no spool where there is none', () => {
    const spool = join(scratch(), 'spool');
    fileOf({}, spool).write(hosts);
    assert.ok(!existsSync(spool));
    assert.deepEqual(said(), []);
  });

  it('is missed once in the log while it cannot be written', () => {
    mkdirSync(file.path);
    file.write(hosts);
    file.write(hosts);
    assert.deepEqual(file.read(), []);
    const [line, ...more] = said();
    assert.match(line!, /^warning: the file .*stored-hosts\.json cannot be written \(EISDIR\)/);
    assert.deepEqual(more, []);
    assert.deepEqual(readdirSync(join(scratch(), 'tmp')), []);
  });
});
