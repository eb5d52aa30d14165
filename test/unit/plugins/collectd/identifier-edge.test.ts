import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../../tools/package-root.ts';

/** Files that split other texts than identifiers, with these texts. */
const others: Readonly<Record<string, string>> = {
  'notifiers/http/cloud-event.ts': 'a source as the path of a URI',
  'plugins/config/configured-notifiers.ts': 'names of notifiers',
  'tools/dummies/congress/congress.ts': 'paths of URLs',
  'tools/dummies/congress/nova.ts': 'paths of URLs',
};

/** An identifier that is cut or put together by hand. */
const byHand = [
  /\.split\((['"`/])\\?[/-]\1\)/,
  /\$\{[^{}]*\b(?:host|plugin|type)\}[/-]/i,
  /\.startsWith\((['"`])dma[-/]/,
];

function filesBelow(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

describe('the text of an identifier', () => {
  it('is read and written by plugins/collectd/identifier*.ts and the source of an event alone', () => {
    const files = ['notifiers', 'plugins', 'tools'].flatMap(filesBelow);
    const found = files
      .filter(
        (file) =>
          !file.startsWith('plugins/collectd/identifier') &&
          file !== 'notifiers/event/event-source.ts' &&
          !(file in others),
      )
      .flatMap((file) =>
        readFileSync(join(packageRoot, file), 'utf8')
          .split('\n')
          .filter((line) => byHand.some((pattern) => pattern.test(line)))
          .map((line) => `${file}: ${line.trim()}`),
      );
    assert.deepEqual(found, []);
  });

  it('is recognised where it is handled by hand', () => {
    for (const line of [
      "const [host] = identifier.split('/');",
      'const [plugin] = field.split("-");',
      'const source = `${host}/${plugin}`;',
      'return `${this.host}/dma/memory`;',
      'const field = `${series.plugin}-${instance}`;',
      "if (field.startsWith('dma-')) return;",
    ])
      assert.ok(
        byHand.some((pattern) => pattern.test(line)),
        line,
      );
  });
});
