import assert from 'node:assert/strict';
import {
  alertEventSchema,
  maxHorizonSeconds,
  type AlertEvent,
} from '../../../../notifiers/event/alert-event.ts';
import { exampleAlertContext, exampleCulprit } from '../../../support/example-context.ts';
import { exampleEvent } from '../../../support/example-event.ts';

describe('an alert event as the spool holds it', () => {
  const whole = exampleEvent({
    alertContext: exampleAlertContext({
      reachedTime: 1_795_226_400,
      culprits: [{ ...exampleCulprit, cgroup: 'stress.service' }],
    }),
  });
  const isRead = (fields: object): boolean => alertEventSchema.safeParse({ ...whole, ...fields }).success;
  const isReadWith = (fields: object): boolean =>
    isRead({ alertContext: { ...whole.alertContext, ...fields } });

  it('is read as it was written, with and without all that may be missing', () => {
    assert.deepEqual(alertEventSchema.parse(JSON.parse(JSON.stringify(whole))), whole);
    const bare: Partial<AlertEvent> = exampleEvent();
    delete (bare as { value?: number }).value;
    assert.deepEqual(alertEventSchema.parse(bare), bare);
  });

  it('loses fields that this version does not know', () => {
    const { alertContext } = whole;
    const newer = { ...whole, mood: 1, alertContext: { ...alertContext, mood: 1 } };
    assert.deepEqual(alertEventSchema.parse(newer), whole);
  });

  it('has one of the severities, kinds, sides and units that there are', () => {
    for (const severity of ['OKAY', 'WARNING', 'FAILURE']) assert.ok(isRead({ severity }), severity);
    for (const kind of ['exhaustion', 'self', 'other']) assert.ok(isRead({ kind }), kind);
    for (const limitSide of ['upper', 'lower']) assert.ok(isReadWith({ limitSide }), limitSide);
    for (const unit of ['bytes', 'plain']) assert.ok(isReadWith({ unit }), unit);
    for (const fields of [{ severity: '' }, { severity: 'okay' }, { kind: '' }, { kind: 'none' }])
      assert.ok(!isRead(fields), JSON.stringify(fields));
    for (const fields of [{ limitSide: '' }, { unit: '' }])
      assert.ok(!isReadWith(fields), JSON.stringify(fields));
  });

  it('has an id, times from 1970 to 9999, and a horizon of at most a day', () => {
    const times = [0, 1.5e9, 253_402_300_799];
    for (const time of times) assert.ok(isRead({ time, since: time }) && isReadWith({ time }), `${time}`);
    for (const time of [-1, 253_402_300_800, Number.NaN, '1', undefined]) {
      assert.ok(!isRead({ time }) && !isRead({ since: time }), `${time}`);
      assert.ok(!isReadWith({ time }), `${time}`);
    }
    assert.ok(!isRead({ id: '' }));
    for (const horizonSeconds of [0.1, maxHorizonSeconds]) assert.ok(isReadWith({ horizonSeconds }));
    for (const horizonSeconds of [0, -1, maxHorizonSeconds + 1]) assert.ok(!isReadWith({ horizonSeconds }));
  });

  it('is not read without what every event has', () => {
    for (const name of Object.keys(whole).filter((key) => !['value', 'alertContext'].includes(key)))
      assert.ok(!isRead({ [name]: undefined }), name);
    const optional = ['capacity', 'forecast', 'riskPercent', 'reachedTime', 'exhaustion'];
    for (const name of Object.keys(whole.alertContext!).filter((key) => !optional.includes(key)))
      assert.ok(!isReadWith({ [name]: undefined }), name);
    for (const part of ['forecast', 'exhaustion']) assert.ok(!isReadWith({ [part]: {} }), part);
    assert.ok(!isReadWith({ culprits: [{}] }));
  });
});
