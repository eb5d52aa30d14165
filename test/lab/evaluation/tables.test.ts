import assert from 'node:assert/strict';
import { scoreSeries } from '../../../tools/lab/evaluation/series-score.ts';
import { kindsTable, methodsTable, seriesTable } from '../../../tools/lab/evaluation/tables.ts';
import { handMade, leak, rowsWithAlerts, values } from './hand-made-series.ts';

function cells(table: string): string[][] {
  return table.split('\n').map((line) => line.slice(2, -2).split(' | '));
}

describe('the tables of an evaluation', function () {
  const leaking = handMade(leak, { name: 'leaking', kind: 'leak', simulated: false });
  const flat = handMade(
    values(7201, () => 50),
    { name: 'flat', kind: 'flat' },
  );
  const scores = [
    scoreSeries(leaking, rowsWithAlerts(leaking, [475, 500])),
    scoreSeries(flat, rowsWithAlerts(flat)),
  ];
  it('have as many cells in each row as in the head', function () {
    for (const table of [methodsTable([{ name: 'm', scores }]), kindsTable(scores), seriesTable(scores)]) {
      const rows = cells(table);
      assert.ok(rows.every((row) => row.length === rows[0]!.length));
    }
  });

  it('say for a method how good it is', function () {
    const [, , row] = cells(methodsTable([{ name: 'm', scores }]));
    assert.deepEqual(row!.slice(2), ['-', '-', '1/1', '15 s', '0.00 / 0.00', '1/1', '-', '-']);
    assert.match(row![1]!, /^0\.71 \(0\.71 to 0\.71\)$/);
  });

  it('say for each kind what its share is', function () {
    const [, , leaks, flats] = cells(kindsTable(scores));
    assert.deepEqual(leaks, ['leak', '1', '0.50', '-', '1/1', '15 s', '0', '0.00', '-', '-']);
    assert.deepEqual(flats, ['flat', '1', '-', '1.00', '-', '-', '0', '0.00', '-', '-']);
  });

  it('say for each series what happened', function () {
    const [, , first] = cells(seriesTable(scores));
    assert.deepEqual(first, ['leaking', '0.50', '1/1', '15', '0', '0', '-', '-']);
  });
});
