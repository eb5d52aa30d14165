import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const answer = (total: number, vulnerabilities: object): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities,
    metadata: { vulnerabilities: { total }, dependencies: { total: 133 } },
  });

describe('tools/audit', function () {
  const folder = scratchFolder();

  /** With an npm that prints this and ends with 1, as the real one does whenever it is not content. */
  function audit(printed: string): { status: number | null; stdout: string } {
    writeFileSync(join(folder(), 'answer'), printed);
    writeFileSync(join(folder(), 'npm'), `#!/bin/sh\ncat '${join(folder(), 'answer')}'\nexit 1\n`, {
      mode: 0o755,
    });
    const env = { ...process.env, PATH: `${folder()}${delimiter}${process.env['PATH']}` };
    return spawnSync(join(packageRoot, 'tools/audit'), { env, encoding: 'utf8' });
  }

  it('ends with 0 when the registry knows of nothing', function () {
    const { status, stdout } = audit(answer(0, {}));
    assert.deepEqual([status, stdout], [0, '0 known vulnerabilities in 133 packages\n']);
  });

  it('names what has a vulnerability, and ends with 1', function () {
    const { status, stdout } = audit(answer(1, { got: { severity: 'low', range: '<15' } }));
    assert.deepEqual([status, stdout], [1, '1 known vulnerabilities in 133 packages\n  got <15: low\n']);
  });

  it('says that it has no answer, and why, instead of taking that for a good one', function () {
    for (const [printed, why] of [
      ['{"message": "405 Method Not Allowed\\n", "error": {"summary": ""}}', '405 Method Not Allowed'],
      ['{"error": {"summary": "network is unreachable"}}', 'network is unreachable'],
      ['{"metadata": {}}', 'npm says no more than that'],
      ['', 'npm says no more than that'],
    ] as const) {
      const { status, stdout } = audit(printed);
      assert.equal(status, 3, printed);
      assert.ok(stdout.startsWith(`NOT ASKED: npm audit got no answer (${why})`), stdout);
    }
  });
});
