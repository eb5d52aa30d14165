import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import {
  readCaFile,
  readHeaderSecretFile,
  readSecretFile,
  readTextFile,
} from '../../../../notifiers/http-client/local-file.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('a secret file', () => {
  const scratch = scratchFolder();
  const write = async (content: string, mode = 0o600) => {
    const path = join(scratch(), 'secret');
    await writeFile(path, content);
    await chmod(path, mode);
    return path;
  };

  it('is its line without the line end, spaces kept', async () => {
    for (const [content, text] of [
      ['abc', 'abc'],
      ['abc\n', 'abc'],
      ['abc\r\n', 'abc'],
      [' a b \n', ' a b '],
      ['p\u00e4ss\n', 'p\u00e4ss'],
    ] as const)
      assert.deepEqual(await readText(await write(content)), { kind: 'text', text });
  });

  it('is struck out of messages from then on', async () => {
    const secrets = new KnownSecrets();
    await readSecretFile(await write('SeKrEt-1\n'), secrets);
    assert.equal(secrets.strike('no SeKrEt-1 here'), 'no *** here');
  });

  it('may be readable by a group', async () => {
    assert.equal((await readSecretFile(await write('abc', 0o640), new KnownSecrets())).kind, 'text');
  });

  it('is refused when everyone can read it, with the cure', async () => {
    const path = await write('SeKrEt', 0o644);
    assert.deepEqual(await readSecretFile(path, new KnownSecrets()), {
      kind: 'failed',
      delivery: {
        outcome: 'failed',
        reason: 'io',
        recoverable: true,
        cure: `chmod 600 ${path}`,
        message: `secret file ${path} is readable by everyone`,
      },
    });
  });

  it('is refused when empty or of several lines, without showing them', async () => {
    for (const content of ['', '\n', 'SeKrEt\nSeKrEt', 'SeKrEt\n\n', 'SeK\u0000rEt']) {
      const result = await readSecretFile(await write(content), new KnownSecrets());
      assert.ok(result.kind === 'failed');
      assert.deepEqual([result.delivery.reason, result.delivery.cure], ['io', 'correct the file']);
      assert.match(result.delivery.message, /^secret file \/\S+ (is empty|must hold one line of text)$/);
    }
  });

  it('is worth another try when it is missing', async () => {
    const path = join(scratch(), 'missing');
    const result = await readSecretFile(path, new KnownSecrets());
    assert.ok(result.kind === 'failed');
    assert.equal(result.delivery.message, `cannot read ${path}: ENOENT`);
    assert.deepEqual([result.delivery.reason, result.delivery.recoverable], ['io', true]);
    assert.deepEqual(await readHeaderSecretFile(path, new KnownSecrets()), result);
  });

  it('is worth another try without a person when reading it fails', async () => {
    // Nothing is mapped at its beginning.
    assert.deepEqual(await readTextFile('/proc/self/mem'), {
      kind: 'failed',
      delivery: {
        outcome: 'failed',
        reason: 'io',
        recoverable: true,
        message: 'cannot read /proc/self/mem: EIO',
      },
    });
  });

  it('is closed again', async () => {
    const path = await write('abc');
    const { length } = await readdir('/proc/self/fd');
    for (let count = 0; count < 20; count++) await readText(path);
    assert.ok((await readdir('/proc/self/fd')).length < length + 10);
  });

  it('is refused, and not waited for, when it is a folder, a named pipe or too long', async () => {
    const pipe = join(scratch(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const long = await write('x'.repeat(2 ** 20 + 1));
    for (const path of [scratch(), pipe, long]) {
      const result = await readSecretFile(path, new KnownSecrets());
      assert.ok(result.kind === 'failed');
      assert.match(result.delivery.message, /not a regular file/);
    }
  });

  it('differs from certificates, which are public and of many lines', async () => {
    const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n';
    for (const read of [readCaFile, readTextFile]) {
      const result = await read(await write(pem, 0o644));
      assert.equal(result.kind === 'text' && result.text, pem);
    }
  });

  it('may be of 1 MiB', async () => {
    const result = await readTextFile(await write('x'.repeat(2 ** 20)));
    assert.equal(result.kind === 'text' && result.text.length, 2 ** 20);
  });
});

async function readText(path: string) {
  const result = await readSecretFile(path, new KnownSecrets());
  return result.kind === 'text' ? { kind: result.kind, text: result.text } : result;
}
