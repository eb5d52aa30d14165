import assert from 'node:assert/strict';
import { SoakLedger } from '../../../tools/lab/soak/alerts.ts';

const source = 'leak1/dma-memory/percent-risk';

/** The notifications of collectd, and the events that the receiver took. */
function ledgerOf(
  notified: readonly string[],
  delivered: readonly (readonly [string, number])[],
): SoakLedger {
  const ledger = new SoakLedger();
  for (const severity of notified) ledger.notified(source, severity);
  for (const [severity, time] of delivered)
    ledger.delivered(`${severity} ${time}`, source, { severity, time });
  return ledger;
}

const story = ['WARNING', 'FAILURE', 'OKAY'];
const told = [
  ['WARNING', 20],
  ['FAILURE', 30],
  ['OKAY', 50],
] as const;
const leak = { source, climbsAt: 10, fullAt: 30, releasedAt: 45 };

describe('the ledger of a soak', function () {
  it('finds nothing missing in an episode that came as a whole', function () {
    const sum = ledgerOf(['OKAY', ...story], told).sum([leak], 0);
    assert.deepEqual(sum, {
      notified: 3,
      delivered: 3,
      lost: 0,
      late: 0,
      repeated: 0,
      refused: 0,
      leaks: 1,
      alerted: 1,
      ahead: 1,
      missed: 0,
      unended: 0,
    });
  });

  it('counts a notification that did not come as lost, unless it is a dead letter that came too late', function () {
    const ledger = ledgerOf(story, told.slice(1));
    assert.equal(ledger.missing, 1);
    assert.deepEqual([ledger.sum([leak], 0).lost, ledger.sum([leak], 1).lost], [1, 0]);
  });

  it('does not take another event of the same severity for the one that is missing', function () {
    const ledger = ledgerOf([...story, ...story], [...told, ['WARNING', 70]]);
    assert.equal(ledger.missing, 2);
  });

  it('does not let one event too many make up for one that is missing', function () {
    const ledger = ledgerOf(['WARNING', 'FAILURE'], [...told.slice(0, 1), ['WARNING', 21]]);
    assert.equal(ledger.missing, 1);
  });

  it('takes an alert that is on already when the leak begins for one of this leak', function () {
    const ledger = ledgerOf(['WARNING'], [['WARNING', 5]]);
    assert.deepEqual([ledger.sum([leak], 0).missed, ledger.sum([leak], 0).ahead], [0, 1]);
  });

  it('counts a repetition, and takes it for nothing else', function () {
    const sum = ledgerOf([...story, 'WARNING'], [...told, told[0]]).sum([leak], 0);
    assert.deepEqual([sum.delivered, sum.repeated, sum.lost], [3, 1, 1]);
  });

  it('knows leaks that nobody was told of, that were told of too late, and whose alert did not end', function () {
    assert.equal(ledgerOf([], []).sum([leak], 0).missed, 1);
    const late = ledgerOf(['FAILURE', 'OKAY'], [['FAILURE', 31], told[2]]).sum([leak], 0);
    assert.deepEqual([late.alerted, late.ahead, late.missed], [1, 0, 0]);
    assert.equal(ledgerOf(story.slice(0, 2), told.slice(0, 2)).sum([leak], 0).unended, 1);
    const before = { ...leak, climbsAt: 60, fullAt: 70, releasedAt: 80 };
    assert.equal(ledgerOf(story, told).sum([before], 0).missed, 1, 'an alert of the leak before');
    const underWay = { source, climbsAt: 60, fullAt: 70 };
    assert.equal(ledgerOf(story, told).sum([underWay], 0).missed, 0, 'one that is still at the limit');
  });
});
