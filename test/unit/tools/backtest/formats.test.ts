import assert from 'node:assert/strict';
import { formatRows } from '../../../../tools/backtest/formats.ts';
import type { BacktestRow } from '../../../../tools/backtest/replay.ts';

const rows: BacktestRow[] = [
  {
    t: 1.5,
    value: 7,
    predicted: null,
    lower: null,
    upper: null,
    risk: null,
    alert: false,
    exhaustion: null,
    exhaustionEarliest: 45,
    exhaustionLatest: null,
  },
  {
    t: 2,
    value: 8,
    predicted: 9,
    lower: 8.5,
    upper: 9.5,
    risk: 99,
    alert: true,
    exhaustion: 2,
    exhaustionEarliest: 0.5,
    exhaustionLatest: 7,
  },
];

describe('the rows of a replay', () => {
  it('are one JSON object a line, with null for what is not known', () => {
    const lines = [...formatRows(rows, 'jsonl')];
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      rows,
    );
    assert.ok(lines.every((line) => line.endsWith('}\n')));
    const climb = { ratePerSecond: 1, overSeconds: 2, earlierClimbs: 0, reachedLimit: 0 };
    const withClimb = rows.map((row) => ({ ...row, climb }));
    assert.deepEqual([...formatRows(withClimb, 'jsonl')], lines, 'the climb is for the report');
  });

  it('are CSV under a header, with nothing for what is not known', () => {
    assert.equal(
      [...formatRows(rows, 'csv')].join(''),
      't,value,predicted,lower,upper,risk,alert,exhaustion,exhaustionEarliest,exhaustionLatest\n' +
        '1.5,7,,,,,0,,45,\n2,8,9,8.5,9.5,99,1,2,0.5,7\n',
    );
  });

  it('have two columns more with a detector', () => {
    const judged = [
      { ...rows[0]!, verdict: null, margin: null },
      { ...rows[1]!, verdict: 1 as const, margin: 0.25 },
    ];
    assert.equal(
      [...formatRows(judged, 'csv', true)].join(''),
      't,value,predicted,lower,upper,risk,alert,exhaustion,exhaustionEarliest,exhaustionLatest,verdict,margin\n' +
        '1.5,7,,,,,0,,45,,,\n2,8,9,8.5,9.5,99,1,2,0.5,7,1,0.25\n',
    );
    assert.match([...formatRows(judged, 'jsonl', true)].at(-1)!, /"verdict":1,"margin":0.25}\n$/);
  });
});
