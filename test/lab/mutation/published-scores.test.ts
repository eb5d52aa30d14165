import assert from 'node:assert/strict';
import {
  fallOf,
  formatScores,
  withScore,
  withScoreTable,
  type PublishedScore,
} from '../../../tools/lab/mutation/published-scores.ts';
import { readProjectFile } from '../../support/project-files.ts';

const folder = 'tools/lab/mutation';

const publishedAt = (score: number, room = 'plugins/spool'): PublishedScore => ({
  room,
  score,
  changes: 100,
  date: '2026-11-29',
});

describe('fallOf', () => {
  for (const [published, measured, fall] of [
    [85, 85, undefined],
    [85, 84, undefined],
    [
      85,
      83.9,
      'plugins/spool: tests notice 83.9 % of the changes, more than 1 point below the published 85 %',
    ],
    [90.5, 90, undefined],
    [
      90.5,
      89.9,
      'plugins/spool: tests notice 89.9 % of the changes, less than 90 % after the published 90.5 %',
    ],
    [89.9, 89, undefined],
    [70, 99, undefined],
  ] as const)
    it(`says ${fall ? 'so' : 'nothing'} when a score of ${published} % becomes ${measured} %`, () => {
      assert.equal(fallOf('plugins/spool', { score: measured, changes: 90 }, publishedAt(published)), fall);
    });

  it('names a room without a published score, and how to publish it', () => {
    assert.equal(
      fallOf('plugins/new', { score: 99, changes: 1 }, undefined),
      'plugins/new: no published score; run tools/mutation --publish plugins/new',
    );
  });
});

describe('the published scores', () => {
  it('have one row per room, sorted', () => {
    const scores = withScore([publishedAt(80, 'plugins/b'), publishedAt(70)], publishedAt(60, 'plugins/a'));
    assert.deepEqual(withScore(scores, publishedAt(90)), [
      publishedAt(60, 'plugins/a'),
      publishedAt(80, 'plugins/b'),
      publishedAt(90),
    ]);
  });

  it('replace the table of the README, and nothing else', () => {
    const readme = withScoreTable(readProjectFile(`${folder}/README.md`), [publishedAt(90)]);
    assert.match(
      readme,
      /\n\| room \| score \| changes \| date \|\n\|---\|---\|---\|---\|\n\| `plugins\/spool` \| 90\.0 % \| 100 \| 2026-11-29 \|\n\n/,
    );
    assert.equal(withScoreTable(readme, publishedScores()), readProjectFile(`${folder}/README.md`));
    assert.throws(() => withScoreTable('# Without a table\n', []), /no place/);
  });

  it('are in the form that tools/mutation --publish gives them, so that a change of one is one line', () => {
    assert.equal(readProjectFile(`${folder}/scores.json`), formatScores(publishedScores()));
    assert.deepEqual(withScore(publishedScores().slice(1), publishedScores()[0]!), publishedScores());
  });
});

function publishedScores(): PublishedScore[] {
  return JSON.parse(readProjectFile(`${folder}/scores.json`)) as PublishedScore[];
}
