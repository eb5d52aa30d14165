import assert from 'node:assert/strict';
import { parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import type { Notification } from '../../../../plugins/collectd/notification.ts';
import { isWanted, kindOf, resourceOf } from '../../../../plugins/delivery/event-subject.ts';

function about(identifier: string, fields: Partial<Notification> = {}): Notification {
  return {
    ...parseIdentifier(`web1/${identifier}`),
    severity: 'WARNING',
    time: 1,
    message: 'm',
    details: {},
    ...fields,
  };
}

function isOkayWanted(identifier: string, value?: number): boolean {
  const details: Notification['details'] = value === undefined ? {} : { CurrentValue: `${value}.000000` };
  return isWanted(about(identifier, { severity: 'OKAY', details }), 'all', []);
}

describe('the subject of an event', () => {
  for (const [identifier, kind, resource] of [
    ['dma-memory/percent-risk', 'exhaustion', 'memory'],
    ['dma-requests/gauge-anomaly', 'anomaly', 'requests'],
    ['dma-requests-web/gauge-anomaly', 'anomaly', 'requests-web'],
    ['dma-self/gauge-anomaly', 'other', 'dma-self-gauge-anomaly'],
    ['dma-requests/percent-anomaly', 'other', 'dma-requests-percent-anomaly'],
    ['dma-requests/gauge-votes', 'other', 'dma-requests-gauge-votes'],
    ['web/gauge-anomaly', 'other', 'web-gauge-anomaly'],
    ['dma-memory/gauge-risk', 'other', 'dma-memory-gauge-risk'],
    ['dma-memory/percent-other', 'other', 'dma-memory-percent-other'],
    ['dma-memory/percent', 'other', 'dma-memory-percent'],
    ['dma-memory/duration-exhaustion', 'other', 'dma-memory-duration-exhaustion'],
    ['dma-memory/memory', 'exhaustion', 'memory'],
    ['dma/memory', 'exhaustion', 'memory'],
    ['dma/memory-predicted', 'exhaustion', 'memory-predicted'],
    ['dma/percent-predicted', 'exhaustion', 'percent-predicted'],
    ['dma-self/gauge-stale', 'self', 'self'],
    ['dma-self/percent-stale', 'other', 'dma-self-percent-stale'],
    ['dma-self/gauge-series', 'other', 'dma-self-gauge-series'],
    ['memory/memory-used', 'other', 'memory-memory-used'],
    ['df-root/percent-risk', 'other', 'df-root-percent-risk'],
  ] as const)
    it(`of ${identifier} is ${kind === 'other' ? 'of another kind' : kind}, about ${resource}`, () => {
      assert.deepEqual([kindOf(about(identifier)), resourceOf(about(identifier))], [kind, resource]);
    });

  it('is unknown where the notification says nothing of it', () => {
    const nothing: Notification = { severity: 'WARNING', time: 1, message: 'm', details: {} };
    assert.deepEqual([kindOf(nothing), resourceOf(nothing)], ['other', 'unknown']);
    assert.equal(kindOf({ ...nothing, plugin: 'dma', pluginInstance: 'memory' }), 'other');
  });

  it('is dma itself where its report is missing, and with the OKAY of a report that is there again', () => {
    const message = 'web1/dma-self/gauge-series has not been updated for 21.000 seconds.';
    for (const fields of [{ severity: 'FAILURE', message }, { severity: 'OKAY' }] as const) {
      const notification = about('dma-self/gauge-series', fields);
      assert.deepEqual([kindOf(notification), resourceOf(notification)], ['self', 'self']);
    }
  });

  it('is not wanted with the OKAY of a threshold on a count of dma itself that is not 0', () => {
    assert.deepEqual(
      [isOkayWanted('dma-self/gauge-stale', 1), isOkayWanted('dma-self/gauge-stale', 0)],
      [false, true],
    );
    assert.equal(isOkayWanted('dma-self/gauge-stale'), true, 'of dma itself');
    assert.equal(isOkayWanted('dma-self/gauge-series', 3), true, 'its report');
    assert.equal(isOkayWanted('dma-memory/percent-risk', 12), true, 'a risk');
  });

  for (const [message, severity, kind] of [
    ['web1: Value of dma-memory has not been updated for 40.000 seconds.', 'FAILURE', 'other'],
    ['web1: Value of dma-memory has not been updated for 40 seconds', 'FAILURE', 'other'],
    ['web1: Value of dma-memory has not been updated for 40 seconds. Check it', 'FAILURE', 'exhaustion'],
    ['web1: Value of dma-memory has not been updated for 40.000 seconds.', 'OKAY', 'exhaustion'],
  ] as const)
    it(`is ${kind === 'other' ? 'no risk' : 'a risk'} with ${severity} ${message}`, () => {
      assert.equal(kindOf(about('dma-memory/percent-risk', { message, severity })), kind);
    });
});
