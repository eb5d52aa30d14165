import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../tools/package-root.ts';

/**
 * A definition of an option, either of `.option('name', ...)` or of an object `{name: {...}}`; not `secrets`, which
 * gets what commands read, and not `...-file` or `...File`, which names a file.
 */
const secretOption =
  /(?:option\(\s*|^\s+)['"]?(?!secrets\b|[\w-]+file\b)[\w-]*(?:password|passwd|passphrase|secret|token|credential)[\w-]*['"]?\s*[,:]/gim;

describe('the command line', function () {
  it('has no option for a secret: everybody on a machine can read command lines', function () {
    const folder = join(packageRoot, 'tools/commands');
    const found = readdirSync(folder).flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return [...text.matchAll(secretOption)].map(([option]) => `${file}: ${option.trim()}`);
    });
    // The stand-in for OpenStack has a password that is known to everybody: "secret".
    assert.deepEqual(
      [...new Set(found.map((line) => line.split(':')[0]))],
      ['congress-dummy.ts'],
      found.join(),
    );
  });
});
