import assert from 'node:assert/strict';
import {
  closedEpisode,
  leadSeconds,
  withEvent,
  type EpisodeStory,
} from '../../../../plugins/spool/closed-episode.ts';
import { recordText } from '../../../../notifiers/event/evidence-text.ts';
import { outcomeOf, seriesRecord } from '../../../../plugins/delivery/series-record.ts';
import { exampleAlertContext, exampleCulprit } from '../../../support/example-context.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';

describe('an episode that has ended', () => {
  const warning = exampleEvent({ alertContext: exampleAlertContext() });
  let story: EpisodeStory;
  beforeEach(() => (story = withEvent(undefined, warning)));

  it('holds what was predicted at first and at last, without the processes of the first', () => {
    const later = exampleAlertContext({ time: exampleTime + 30, riskPercent: 99 });
    const failure = exampleEvent({ severity: 'FAILURE', alertContext: later, time: exampleTime + 30 });
    const end = exampleEvent({ severity: 'OKAY', time: exampleTime + 60, message: 'over' });
    const closed = closedEpisode(failure, withEvent(story, failure), end, ['log']);
    assert.deepEqual(closed.first, { ...exampleAlertContext(), culprits: [] });
    assert.deepEqual(closed.last, later);
    assert.deepEqual(
      [closed.highest, closed.since, closed.end, closed.endMessage, closed.told],
      ['FAILURE', exampleTime, exampleTime + 60, 'over', ['log']],
    );
    assert.equal(leadSeconds(closed), undefined);
  });

  it('holds the processes whose end ended it', () => {
    const alertContext = exampleAlertContext({ ended: [exampleCulprit] });
    const end = exampleEvent({ severity: 'OKAY', time: exampleTime + 60, alertContext });
    const closed = closedEpisode(warning, story, end, []);
    assert.deepEqual(closed.ended, [exampleCulprit]);
    assert.equal(outcomeOf(closed, undefined), 'ended');
    assert.equal(outcomeOf({ ...closed, reachedTime: exampleTime }, undefined), 'right');
    assert.equal(outcomeOf(exampleEpisode(), undefined), 'unknown');
    const record = seriesRecord([closed, exampleEpisode()], () => undefined, exampleTime + 200)!;
    assert.deepEqual([record.alerts, record.ended, record.right], [2, 1, 0]);
    assert.equal(recordText(record), '2 alerts in 30 days, 1 whose process ended');
    assert.equal('ended' in seriesRecord([exampleEpisode()], () => undefined, exampleTime + 200)!, false);
  });

  it('begins with what is known of its first event', () => {
    assert.deepEqual(story, { first: { ...exampleAlertContext(), culprits: [] }, highest: 'WARNING' });
    assert.deepEqual(withEvent(undefined, exampleEvent({ severity: 'FAILURE' })), { highest: 'FAILURE' });
  });

  it('knows when the limit was reached, by any of its events', () => {
    const reached = exampleAlertContext({ reachedTime: exampleTime + 41, value: 15 * 2 ** 30 });
    const failure = exampleEvent({ severity: 'FAILURE', alertContext: reached });
    const after = exampleEvent({ alertContext: exampleAlertContext({ time: exampleTime + 50 }) });
    const known = withEvent(withEvent(story, failure), after);
    assert.equal(known.highest, 'FAILURE');
    const okay = exampleEvent({ severity: 'OKAY' });
    assert.equal(leadSeconds(closedEpisode(after, known, okay, [])), 41);
    const late = closedEpisode(warning, story, { ...okay, alertContext: reached }, []);
    assert.equal(leadSeconds(late), 41);
    assert.equal(late.highest, 'WARNING');
  });

  it('takes a value beyond the limit for its time, on either side', () => {
    for (const value of [1, 2]) {
      const low = exampleAlertContext({ limitSide: 'lower', value, limit: 2, time: exampleTime + 7 });
      assert.equal(withEvent(undefined, exampleEvent({ alertContext: low })).reachedTime, exampleTime + 7);
    }
    const high = exampleAlertContext({ value: 2, limit: 2 });
    assert.equal(withEvent(undefined, exampleEvent({ alertContext: high })).reachedTime, exampleTime);
    const fine = exampleAlertContext({ limitSide: 'lower', value: 3, limit: 2 });
    assert.equal(withEvent(undefined, exampleEvent({ alertContext: fine })).reachedTime, undefined);
  });

  it('has no lead below 0 when the limit was reached before the alert', () => {
    assert.equal(leadSeconds({ since: 100, reachedTime: 90 }), 0);
  });

  it('keeps 500 characters of each message', () => {
    const long = exampleEvent({ message: 'm'.repeat(501) });
    const closed = closedEpisode(long, undefined, { ...long, severity: 'OKAY' }, []);
    assert.deepEqual([closed.message.length, closed.endMessage.length], [500, 500]);
  });
});
