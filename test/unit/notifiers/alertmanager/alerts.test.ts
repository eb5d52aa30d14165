import assert from 'node:assert/strict';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import { changesOf, type EpisodeAlert } from '../../../../notifiers/alertmanager/alerts.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';

const now = exampleTime + 100;
const later = (seconds: number, fields: Partial<AlertEvent>): AlertEvent =>
  exampleEvent({ time: exampleTime + seconds, ...fields });

const warning = exampleEvent();
const failure = later(10, { severity: 'FAILURE' });
const okay = later(20, { severity: 'OKAY' });
const firingWarning: EpisodeAlert = { event: warning, severity: 'WARNING' };
const firingFailure: EpisodeAlert = { event: failure, severity: 'FAILURE' };

const name = ({ event, severity }: EpisodeAlert) => `${severity} ${event.source.split('/')[0]}`;

/** As `<severity> <host>`, with seconds after exampleTime for what has ended. */
function changes(
  events: readonly AlertEvent[],
  open: readonly AlertEvent[],
  before: readonly EpisodeAlert[],
) {
  const { firing, ended } = changesOf({ events, open }, before, now);
  return {
    firing: firing.map(name),
    ended: ended.map((alert) => `${name(alert)} ${Math.round(alert.end - exampleTime)}`),
  };
}

describe('the alerts of a batch', () => {
  it('are those of what is open, and nothing has ended at first', () => {
    assert.deepEqual(changes([warning], [warning], []), { firing: ['WARNING web1'], ended: [] });
  });

  it('end the old severity when another begins, in either direction', () => {
    assert.deepEqual(changes([failure], [failure], [firingWarning]), {
      firing: ['FAILURE web1'],
      ended: ['WARNING web1 10'],
    });
    const again = later(15, {});
    assert.deepEqual(changes([again], [again], [firingFailure]), {
      firing: ['WARNING web1'],
      ended: ['FAILURE web1 15'],
    });
  });

  it('end with an OKAY, at its time, which is never in the future', () => {
    assert.deepEqual(changes([okay], [], [firingFailure]), { firing: [], ended: ['FAILURE web1 20'] });
    const ahead = later(500, { severity: 'OKAY' });
    assert.deepEqual(changes([ahead], [], [firingFailure]), { firing: [], ended: ['FAILURE web1 100'] });
  });

  it('end all that a batch passes over, for an earlier attempt may have arrived', () => {
    assert.deepEqual(changes([warning, failure, okay], [], []), {
      firing: [],
      ended: ['WARNING web1 20', 'FAILURE web1 20'],
    });
    assert.deepEqual(changes([failure, okay], [], [firingWarning]), {
      firing: [],
      ended: ['WARNING web1 20', 'FAILURE web1 20'],
    });
    assert.deepEqual(changes([warning, failure], [failure], []), {
      firing: ['FAILURE web1'],
      ended: ['WARNING web1 10'],
    });
  });

  it('end both severities at an OKAY when nothing is remembered of the episode', () => {
    assert.deepEqual(changes([okay], [], []), { firing: [], ended: ['WARNING web1 20', 'FAILURE web1 20'] });
  });

  it('end nothing that was never sent: a receiver may be told of failures only', () => {
    assert.deepEqual(changes([failure], [failure], []), { firing: ['FAILURE web1'], ended: [] });
    assert.deepEqual(changes([okay], [], [firingFailure]), { firing: [], ended: ['FAILURE web1 20'] });
  });

  it('are repeated without any event, and nothing has ended again', () => {
    assert.deepEqual(changes([], [failure], [firingFailure]), { firing: ['FAILURE web1'], ended: [] });
    assert.deepEqual(changes([], [], []), { firing: [], ended: [] });
  });

  it('end now when an episode is no longer open without an OKAY', () => {
    assert.deepEqual(changes([], [], [firingWarning]), { firing: [], ended: ['WARNING web1 100'] });
  });

  it('are those of a new episode when the same series has one already', () => {
    const next = later(30, { since: exampleTime + 30, id: 'next' });
    const { firing, ended } = changesOf({ events: [okay], open: [next] }, [firingWarning], now);
    assert.deepEqual(firing, [{ event: next, severity: 'WARNING' }]);
    assert.deepEqual(ended, []);
  });

  it('of other series are left alone', () => {
    const other = exampleEvent({ source: 'web2/dma-memory/percent-risk' });
    assert.deepEqual(changes([okay], [other], [firingWarning, { event: other, severity: 'WARNING' }]), {
      firing: ['WARNING web2'],
      ended: ['WARNING web1 20'],
    });
  });

  it('hold an event that is not open, such as a sum of many', () => {
    assert.deepEqual(changes([warning], [], []), { firing: ['WARNING web1'], ended: [] });
  });
});
