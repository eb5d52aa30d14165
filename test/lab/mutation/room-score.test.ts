import assert from 'node:assert/strict';
import { roomScore } from '../../../tools/lab/mutation/room-score.ts';

const source = "const key = 'name';\nlog(`no ${key}\n`);\nreturn a + b;\n";

function changeAt(mutatorName: string, status: string, start: [number, number], end: [number, number]) {
  const [line, column] = start;
  return {
    mutatorName,
    status,
    location: { start: { line, column }, end: { line: end[0], column: end[1] } },
  };
}

const key = (status: string) => changeAt('StringLiteral', status, [1, 13], [1, 19]);
const message = (status: string) => changeAt('StringLiteral', status, [2, 5], [3, 2]);
const sum = (status: string) => changeAt('ArithmeticOperator', status, [4, 8], [4, 13]);

const scoreOf = (...mutants: ReturnType<typeof changeAt>[]) =>
  roomScore({ files: { 'a.ts': { source, mutants }, 'b.ts': { source, mutants: [] } } });

describe('roomScore', () => {
  it('is the share of changes that a test noticed, or that ran into the time limit', () => {
    assert.deepEqual(scoreOf(key('Killed'), sum('Timeout'), sum('Survived')), { score: 66.7, changes: 3 });
  });

  it('counts what no test reaches as unnoticed', () => {
    assert.deepEqual(scoreOf(key('NoCoverage'), sum('Killed')), { score: 50, changes: 2 });
  });

  it('leaves out words of messages, but not names without a blank or other changes of a line with one', () => {
    assert.deepEqual(scoreOf(message('Survived'), key('Survived'), sum('Killed')), { score: 50, changes: 2 });
    assert.deepEqual(scoreOf(message('Killed')), undefined);
  });

  it('leaves out what was not tried', () => {
    assert.deepEqual(scoreOf(sum('Ignored'), sum('RuntimeError'), sum('Killed')), { score: 100, changes: 1 });
  });
});
