import assert from 'node:assert/strict';
import type { Prediction } from '../../analysis/series-predictor.ts';
import { formatAmount } from '../../notifiers/event/alert-units.ts';
import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { defaultTypesDb, readTypesDb, typesInBytes, unitOf } from '../../plugins/collectd/types-db.ts';
import { contextOfSeries } from '../../plugins/series/series-context.ts';
import { formatQuantity } from '../../tools/report/readable.ts';

const prediction: Prediction = {
  time: 100,
  value: 3 * 2 ** 30,
  limit: 4 * 2 ** 30,
  forecast: { kind: 'abstention', reason: 'not-finite' },
  risk: { kind: 'abstention', reason: 'not-finite' },
  verdict: undefined,
};
const config = { horizonSeconds: 60, limitSide: 'upper' } as const;

describe("the units of collectd's types", () => {
  const types = [...(readTypesDb()?.keys() ?? [])];

  it('are the same in an alert and in a backtest of the same series', () => {
    assert.ok(types.length > 200, `${defaultTypesDb} has ${types.length} types`);
    for (const type of types) {
      const identifier = parseIdentifier(`web1/plugin/${type}-instance`);
      const state = { prediction, predicted: undefined, exhaustion: undefined, capacity: 4 * 2 ** 30 };
      const alertContext = contextOfSeries(identifier, config, state, []);
      const inAlert = formatAmount(alertContext.value, alertContext.unit);
      const inBacktest = formatQuantity(prediction.value, unitOf(identifier));
      assert.equal(/B$/.exec(inAlert)?.[0], /B$/.exec(inBacktest)?.[0], `${type}: ${inAlert}, ${inBacktest}`);
    }
  });

  it('are bytes only for types that there are', () => {
    assert.deepEqual(
      [...typesInBytes].filter((type) => !types.includes(type)),
      [],
    );
    assert.equal(unitOf({ type: 'percent_bytes' }), 'plain');
  });
});
