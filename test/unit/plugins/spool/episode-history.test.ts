import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { closedEpisode, leadSeconds, withEvent } from '../../../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../../../plugins/spool/episode-history.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const day = 86_400;

describe('the history of episodes', () => {
  const scratch = scratchFolder();
  let history: EpisodeHistory;
  const ids = (): string[] => history.all().map(({ id }) => id);
  const files = (): string[] => nodeDisk.list(history.folder);
  beforeEach(() => {
    new Spool(nodeDisk, scratch()).prepare();
    history = new EpisodeHistory(nodeDisk, scratch());
  });

  it('is empty at first, and gives back what was added, the first to end first', () => {
    assert.deepEqual(history.all(), []);
    const [early, late] = [exampleEpisode({ id: 'a', end: 100 }), exampleEpisode({ id: 'b', end: 2000 })];
    history.add([late]);
    history.add([early]);
    assert.deepEqual(history.all(), [early, late]);
  });

  it('holds what ended together in one file, and splits what would be too long', () => {
    history.add(Array.from({ length: 250 }, (_, index) => exampleEpisode({ id: `e${index}` })));
    assert.equal(files().length, 3);
    assert.equal(ids().length, 250);
  });

  it('counts once what was written again after a crash', () => {
    history.add([exampleEpisode({ id: 'a' }), exampleEpisode({ id: 'b' })]);
    history.add([exampleEpisode({ id: 'a' }), exampleEpisode({ id: 'b' }), exampleEpisode({ id: 'c' })]);
    assert.deepEqual(ids(), ['a', 'b', 'c']);
    assert.equal(files().length, 1);
  });

  it('leaves out what is malformed or of a newer version, and keeps it', () => {
    history.add([exampleEpisode()]);
    const names = ['0000000000001-x.json', '0000000000002-x.json', '0000000000003-x.json'];
    writeFileSync(join(history.folder, names[0]!), '{');
    writeFileSync(join(history.folder, names[1]!), '{"version":99}');
    mkdirSync(join(history.folder, names[2]!));
    history.prune(undefined);
    assert.equal(ids().length, 1);
    assert.equal(files().length, 4);
  });

  it('removes what ended more than 30 days ago, unless the clock may be wrong', () => {
    history.add([exampleEpisode({ id: 'old', end: 1000 }), exampleEpisode({ id: 'young', end: 1001 })]);
    history.add([exampleEpisode({ id: 'older', end: 999 })]);
    history.prune(undefined);
    assert.equal(ids().length, 3);
    history.prune(1000 + 30 * day + 0.5);
    assert.deepEqual(ids(), ['old', 'young'], 'a file goes with the newest in it');
    history.prune(1002 + 30 * day);
    assert.deepEqual(files(), []);
  });

  it('holds at most 10,000 episodes, the newest', () => {
    history.add(
      Array.from({ length: 10_050 }, (_, index) => exampleEpisode({ id: `e${index}`, end: index })),
    );
    history.prune(undefined);
    assert.equal(ids().length, 9950);
    assert.equal(ids()[0], 'e100');
  });

  it('holds at most 32 MiB', () => {
    const endMessage = 'm'.repeat(900_000);
    for (let number = 10; number < 50; number++)
      history.add([exampleEpisode({ id: `e${number}`, end: number, endMessage })]);
    history.prune(undefined);
    assert.equal(ids().length, Math.floor((32 * 2 ** 20) / 901_000));
    assert.equal(ids().at(-1), 'e49');
  });
});

describe('an episode that has ended', () => {
  const warning = exampleEvent({ alertContext: exampleAlertContext() });
  const story = withEvent(undefined, warning);

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
    const low = exampleAlertContext({ limitSide: 'lower', value: 1, limit: 2, time: exampleTime + 7 });
    assert.equal(withEvent(undefined, exampleEvent({ alertContext: low })).reachedTime, exampleTime + 7);
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
