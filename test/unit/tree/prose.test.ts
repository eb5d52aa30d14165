import assert from 'node:assert/strict';
import { commentsOf } from '../../support/comments.ts';
import { proseLines } from '../../support/markdown.ts';
import { projectFiles, readProjectFile } from '../../support/project-files.ts';

const maxColumns = 120;

/** Habits that make a sentence hard to read. */
const habits: readonly RegExp[] = [
  /\bso many\b/i,
  /\b(?:is|are) none\b(?! of)/i,
  /\bput(?:s|ting)? (?:\w+ ){0,3}aside\b/i,
  /\bnevertheless\b/i,
  /\bby and by\b/i,
  /\bof old\b(?=[.,;:)]|$)/im,
  /\bthose (?:of|that|who|which)\b[^.;]*\bthose (?:of|that|who|which)\b/i,
];

/** Words that the glossary of docs/architecture.md has replaced, as words of prose. */
const replaced: readonly RegExp[] = [
  /\bsinks?\b/i,
  /\bquarantin\w*/i,
  /\bpatience\b/i,
  /\bsituations?\b/i,
  /\bsteady clock\b/i,
  /\bdigests?\b/i,
  /\bwhole[- ]files?\b/i,
  /\bwell again\b/i,
  /\bramps?\b/i,
];

/** The same as parts of identifiers, and `most...` for an upper bound, which is `max...`. */
const replacedIdentifiers =
  /\b(?:\w*(?:[sS]ink(?!ing)|[qQ]uarantine|[pP]atience|[wW]holeFile|[rR]amps?(?![a-z]))\w*|most[A-Z]\w*)\b/g;

/** Names that are interfaces: what an older version left in a spool, and a field of `dma spool list --json`. */
const published: ReadonlySet<string> = new Set(['sinks', 'patience']);
const readsThem = /^(?:test\/unit\/)?(?:plugins|tools)\/spool\//;

const sources = projectFiles([
  '.ts',
  '.js',
  '.mjs',
  '.css',
  '.sh',
  '.yaml',
  '.conf',
  '.service',
  'dma-enqueue',
]);
// The lists of this file are not prose.
const code = sources.filter((path) => !path.startsWith('test/unit/tree/'));
const pages = projectFiles(['.md']);

/** Prose without what is quoted as code. */
const bare = (text: string): string => text.replaceAll(/`[^`]*`/g, '``');

function offences(forbidden: readonly RegExp[]): string[] {
  const found: string[] = [];
  const look = (place: string, text: string): void => {
    for (const pattern of forbidden) {
      const [words] = pattern.exec(bare(text)) ?? [];
      if (words !== undefined) found.push(`${place}: ${words}`);
    }
  };
  for (const path of code) {
    for (const { line, text } of commentsOf(path, readProjectFile(path))) look(`${path}:${line}`, text);
  }
  for (const path of pages) {
    // A changelog and a release name what was there before.
    if (path === 'CHANGELOG.md') continue;
    for (const { number, text } of proseLines(readProjectFile(path))) look(`${path}:${number}`, text);
  }
  return found;
}

describe('the prose of comments and pages', function () {
  it('has none of the habits that make it hard to read', function () {
    assert.deepEqual(offences(habits), []);
  });

  it('uses the words of the glossary', function () {
    assert.deepEqual(offences(replaced), []);
  });

  it('begins docstrings with their subject', function () {
    const found = code.flatMap((path) =>
      commentsOf(path, readProjectFile(path))
        .filter(({ isDocstring, text }) => isDocstring && /^(?:What|Whether)\b/.test(text))
        .map(({ line, text }) => `${path}:${line}: ${text.slice(0, 40)}`),
    );
    assert.deepEqual(found, []);
  });

  it(`has comment lines of at most ${maxColumns} characters, but for tables and addresses`, function () {
    const long = code.flatMap((path) =>
      readProjectFile(path)
        .split('\n')
        .map((text, index) => ({ text, place: `${path}:${index + 1}` }))
        .filter(
          ({ text }) =>
            /^\s*(?:\/\/|\/?\*|#)(?! \|)/.test(text) && text.length > maxColumns && !/https?:/.test(text),
        )
        .map(({ place }) => place),
    );
    assert.deepEqual(long, []);
  });
});

describe('the identifiers of the code', function () {
  it('use the words of the glossary', function () {
    const found = code
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => {
        const names = readProjectFile(path).match(replacedIdentifiers) ?? [];
        const wrong = names.filter((name) => !(published.has(name) && readsThem.test(path)));
        return [...new Set(wrong)].map((name) => `${path}: ${name}`);
      });
    assert.deepEqual(found, []);
  });
});
