import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/scratch-folder.ts';

describe('a written file', function () {
  const folder = scratchFolder();

  it('leaves nothing behind when a signal ends the process midway, at once', async function () {
    const file = join(folder(), 'rows.svm');
    const module = new URL('../../tools/process/written-file.ts', import.meta.url);
    const program = `
      import { writeWhole } from ${JSON.stringify(module)};
      function* parts() {
        yield 'a'.repeat(1e6);
        process.kill(process.pid, process.argv[1]);
        for (;;) yield 'b'.repeat(1e6);
      }
      await writeWhole(${JSON.stringify(file)}, '--export', parts());
      process.stdout.write('not ended');`;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      const args = ['--import', 'tsx', '--input-type=module', '--eval', program, signal];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (text: Buffer) => (output += text.toString()));
      assert.deepEqual([await once(child, 'close'), output], [[null, signal], '']);
      assert.deepEqual(readdirSync(folder()), []);
    }
  });
});
