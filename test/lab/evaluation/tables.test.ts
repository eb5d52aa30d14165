import assert from 'node:assert/strict';
import { scoreSeries } from '../../../tools/lab/evaluation/series-score.ts';
import {
  differencesTable,
  falseAlarmsTable,
  kindsTable,
  methodsTable,
  reliabilityTable,
  seriesTable,
} from '../../../tools/lab/evaluation/tables.ts';
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
    const method = { name: 'm', scores };
    for (const table of [
      methodsTable([method]),
      differencesTable(method, [method]),
      falseAlarmsTable([method]),
      kindsTable(scores),
      seriesTable(scores),
    ]) {
      const rows = cells(table);
      assert.ok(rows.every((row) => row.length === rows[0]!.length));
    }
  });

  it('say for a method how good it is', function () {
    const [, , row] = cells(methodsTable([{ name: 'm', scores }]));
    assert.deepEqual(row!.slice(2), ['-', '1/1', '15 s', '0.00 / 0.00', '1/1', '-', '-']);
    assert.match(row![1]!, /^0\.71 \(0\.71 to 0\.71\)$/);
  });

  it('say how much better a method is than another one on the same series', function () {
    const silent = [scoreSeries(leaking, rowsWithAlerts(leaking)), scores[1]!];
    const [, , row] = cells(differencesTable({ name: 'm', scores }, [{ name: 'silent', scores: silent }]));
    assert.deepEqual(row, ['silent', '+0.71', '+0.71 to +0.71']);
  });

  it('say how many false alarms come on a series in a day, by its sampling', function () {
    // Each is watched for 100 s and two hours; the first row of a series sampled every 10 s stands for 10 s.
    const slow = {
      ...flat,
      intervalSeconds: 10,
      samples: flat.samples.filter(({ time }) => time % 10 === 0),
    };
    const alarmed = scoreSeries(slow, rowsWithAlerts(slow, [1000, 1100], [3000, 3100], [6000, 6050]));
    const [, , row] = cells(falseAlarmsTable([{ name: 'm', scores: [...scores, alarmed] }]));
    assert.deepEqual(row, ['m', '0.00 (0 in 0.1 d)', '36.00 (3 in 0.1 d)', '-', '-']);
  });

  it('say how often a risk came true, for a method that tells one', function () {
    assert.equal(reliabilityTable(scores), undefined);
    const rows = rowsWithAlerts(leaking).map((row) => ({ ...row, risk: row.t < 400 ? 0 : 80 }));
    const [table, error] = reliabilityTable([scoreSeries(leaking, rows)])!.split('\n\n');
    const body = cells(table!).slice(2);
    assert.deepEqual(body[0], ['0 to 10 %', '81.6 %', '1', '0 %', '0 %']);
    assert.deepEqual(body[8], ['80 to 90 %', '18.4 %', '1', '80 %', '67 %']);
    assert.equal(error, 'Calibration error 0.024; of moments with a risk of at least 10 %: 0.133.');
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
