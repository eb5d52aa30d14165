import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askedEnsemble } from '../../../../tools/backtest/asked-ensemble.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('--detector', () => {
  const folder = scratchFolder();

  it('asks for an ensemble by the word, or as dma.yaml does', () => {
    assert.equal(askedEnsemble('ensemble')?.votes, 2);
    assert.equal(askedEnsemble('{ensemble: {votes: 3}}')?.votes, 3);
  });

  it('asks whether a misspelt word was meant, unless there is such a file', () => {
    assert.throws(() => askedEnsemble('ensembel'), {
      name: 'UsageError',
      message: '--detector: there is no file ensembel; did you mean ensemble?',
    });
    const file = join(folder(), 'ensembl');
    writeFileSync(file, '{}');
    assert.equal(askedEnsemble(file), undefined);
    assert.equal(askedEnsemble('memory-svm.json'), undefined);
  });
});
