import assert from 'node:assert/strict';
import type { BacktestRow } from '../../../../tools/backtest/replay.ts';
import { thin } from '../../../../tools/backtest/thinning.ts';

const rows: BacktestRow[] = Array.from({ length: 10_000 }, (_, t) => ({
  t,
  value: 100 + (t % 7),
  predicted: t % 11,
  lower: 0,
  upper: 20,
  risk: t % 13,
  alert: t >= 5003 && t < 5004,
  exhaustion: null,
  exhaustionEarliest: null,
  exhaustionLatest: null,
}));

/** The rows with these changed, by index. */
function changed(changes: Readonly<Record<number, Partial<BacktestRow>>>): BacktestRow[] {
  return rows.map((row, index) => ({ ...row, ...changes[index] }));
}

describe('rows that are thinned out', () => {
  it('are as they were when they are few', () => {
    assert.equal(thin(rows, 10_000), rows);
  });

  it('are hardly more than asked for, in the order of time', () => {
    const kept = thin(rows, 1000);
    assert.ok(kept.length <= 1010 && kept.length > 300, String(kept.length));
    for (const [index, { t }] of kept.entries()) assert.ok(index === 0 || t > kept[index - 1]!.t);
    assert.equal(kept[0], rows[0]);
    assert.equal(kept.at(-1), rows.at(-1));
  });

  it('keep every low and high, of value, forecast and risk', () => {
    const kept = thin(
      changed({
        1234: { value: 999 },
        2345: { value: -5 },
        3456: { predicted: 500 },
        4567: { risk: 99 },
        5678: { predicted: -7 },
      }),
      1000,
    );
    const times = kept.map(({ t }) => t);
    for (const t of [1234, 2345, 3456, 4567, 5678]) assert.ok(times.includes(t), String(t));
  });

  it('keep the moments at which an alert is raised and cleared', () => {
    const times = thin(rows, 1000).map(({ t }) => t);
    for (const t of [5002, 5003, 5004]) assert.ok(times.includes(t), String(t));
  });

  it('may have no forecast at all', () => {
    const unknown = rows.map((row) => ({ ...row, predicted: null, risk: null }));
    assert.ok(thin(unknown, 1000).length <= 1000);
  });
});
