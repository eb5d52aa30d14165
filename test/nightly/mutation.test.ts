import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { packageRoot } from '../../tools/package-root.ts';

const daySeconds = 86_400;

/** All rooms take hours, so each night has a third of them; `ROOMS=all` for all. */
const nights = 3;

function roomsOf(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
}

describe('tools/mutation', function () {
  this.timeout(0);

  it('finds no room whose score has fallen', async () => {
    const night = Math.floor(Date.now() / 1000 / daySeconds) % nights;
    const all = ['analysis', 'notifiers', 'plugins'].flatMap((folder) => roomsOf(folder).toSorted());
    const rooms = env['ROOMS'] === 'all' ? all : all.filter((_, index) => index % nights === night);
    const begin = performance.now();
    const { code, stdout, stderr } = await mutate(rooms);
    const scores = stdout.match(/^score of .*$/gm) ?? [];
    const minutes = Math.round((performance.now() - begin) / 60_000);
    process.stdout.write(`      ${[...scores, `${minutes} minutes`].join('\n      ')}\n`);
    assert.equal(code, 0, stderr || stdout.slice(-2000));
    assert.equal(scores.length, rooms.length);
  });
});

async function mutate(rooms: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = promisify(execFile)('tools/mutation', rooms, { cwd: packageRoot, maxBuffer: 2 ** 28 });
  try {
    return { code: 0, ...(await program) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}
