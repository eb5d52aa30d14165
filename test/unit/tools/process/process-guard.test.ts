import assert from 'node:assert/strict';
import { formatCrash } from '../../../../tools/process/process-guard.ts';

function coded(code: string): Error {
  return Object.assign(new Error(`${code}: it did not work`), { code });
}

describe('the end by an error that nobody expected', () => {
  it('is one line with the cure when the process may open no more files', () => {
    const line =
      'dma: this process has too many open files (EMFILE): raise LimitNOFILE= of its service, or ulimit -n\n';
    assert.equal(formatCrash(coded('EMFILE')), line);
    assert.equal(formatCrash(new Error('no', { cause: coded('EMFILE') })), line);
  });

  it('is one line when the machine has run out of something', () => {
    for (const code of ['ENFILE', 'ENOMEM', 'ENOSPC'])
      assert.match(formatCrash(coded(code)), new RegExp(`^dma: [^\n]*\\(${code}\\)[^\n]*\n$`));
  });

  it('is the stack of a bug otherwise', () => {
    for (const error of [new TypeError('x'), coded('EINVAL')])
      assert.match(formatCrash(error), /^dma: this is a bug, please report it\n.*\n +at /s);
  });
});
