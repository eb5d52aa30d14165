import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import type { ClosedEpisode } from '../../../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../../../plugins/spool/episode-history.ts';
import { FeedbackFiles, type Feedback } from '../../../../plugins/spool/feedback-files.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { giveFeedback } from '../../../../tools/history/feedback.ts';
import { listHistory, showHistory, type HistoryFilter } from '../../../../tools/history/history.ts';
import { OutsideError, UsageError } from '../../../../tools/process/command-error.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

const id = 'dma-0123456789abcdef';
const all: HistoryFilter = { host: undefined, target: undefined, since: undefined };

describe('dma history and feedback', () => {
  inTimeZone('Europe/Berlin');
  const scratch = scratchFolder();
  let config: string;
  let spool: Spool;
  beforeEach(() => {
    config = join(scratch(), 'dma.yaml');
    writeFileSync(config, `spool: ${scratch()}/spool\n`);
    spool = new Spool(nodeDisk, join(scratch(), 'spool'));
    spool.prepare();
  });

  function add(...episodes: Partial<ClosedEpisode>[]): void {
    new EpisodeHistory(nodeDisk, spool.directory).add(episodes.map(exampleEpisode));
  }

  function listed(filter: Partial<HistoryFilter> = {}): string[] {
    const shown = JSON.parse(listHistory(config, { ...all, ...filter }, true)) as { id: string }[];
    return shown.map((episode) => episode.id);
  }

  function give(verdict: Feedback['verdict'], given = id, note = ''): string {
    return giveFeedback(config, { id: given, verdict, note, by: 'ada' }, false);
  }

  it('is a table with local times, the outcome, the lead and the note', () => {
    assert.equal(listHistory(config, all, false), 'no episode has ended in this time\n');
    add({ reachedTime: exampleTime + 66 }, { id: 'dma-b', resource: 'disk-root\u001b' });
    give('mended', id, 'restarted app');
    assert.equal(
      listHistory(config, all, false),
      [
        'episode               since                         for  host  resource    highest  outcome       lead  note',
        'dma-0123456789abcdef  2026-11-21 03:00:00 +01:00  2 min  web1  memory      WARNING  mended   1 min 6 s  restarted app',
        'dma-b                 2026-11-21 03:00:00 +01:00  2 min  web1  disk-root?  WARNING  unknown',
        '',
      ].join('\n'),
    );
  });

  it('is narrowed by host, target and time', () => {
    const now = Date.now() / 1000;
    add(
      { id: 'a', end: now - 7200 },
      { id: 'b', host: 'db1', end: now - 60 },
      { id: 'c', resource: 'disk-root', end: now - 50 },
    );
    assert.deepEqual(listed({ host: 'web*' }), ['a', 'c']);
    assert.deepEqual(listed({ target: 'disk' }), ['c']);
    assert.deepEqual(listed({ target: 'memory', host: 'db1' }), ['b']);
    assert.deepEqual(listed({ since: '1h' }), ['b', 'c']);
    assert.deepEqual(listed({ since: '-1h' }), ['b', 'c']);
    assert.deepEqual(listed({ since: new Date((now - 55) * 1000).toISOString() }), ['c']);
    assert.throws(() => listed({ since: 'yesterday' }), UsageError);
    assert.throws(() => listed({ host: 'web[1]' }), UsageError);
    assert.throws(() => listed({ target: '' }), UsageError);
  });

  it('shows one episode with what was predicted then, what came and who was told', () => {
    const [first, last] = [
      { ...exampleAlertContext(), culprits: [] },
      exampleAlertContext({ time: exampleTime + 60, riskPercent: 100 }),
    ];
    add({ first, last, reachedTime: exampleTime + 66 });
    give('real', 'dma-0123', 'said the team');
    const text = showHistory(config, 'dma-0123', false);
    for (const line of [
      /^episode +dma-0123456789abcdef$/m,
      /^alert since +2026-11-21T02:00:00Z \(2026-11-21 03:00:00 \+01:00\)$/m,
      /^then +at 2026-11-21T02:00:00Z 12.3 GiB, limit 14.4 GiB; expected in 60 s: 15.0 GiB; full in 41 s; risk 86 %$/m,
      /^at last +at 2026-11-21T02:01:00Z .*risk 100 %$/m,
      /^limit +2026-11-21T02:01:06Z \(2026-11-21 03:01:06 \+01:00\), 1 min 6 s after the alert$/m,
      /^grew +stress-ng \(pid 4711\) \+2.1 GiB in 30 s$/m,
      /^told +log$/m,
      /^outcome +right$/m,
      /^feedback +real, by ada at /m,
      /^note +said the team$/m,
    ])
      assert.match(text, line);
    const shown = JSON.parse(showHistory(config, id, true)) as Record<string, unknown>;
    assert.equal(shown['leadSeconds'], 66);
    assert.equal(shown['outcome'], 'right');
    assert.equal((shown['feedback'] as Feedback).note, 'said the team');
    assert.deepEqual(shown['first'], first);
  });

  it('tells an id that is not there, is open, or stands for several', () => {
    add({ id: 'dma-1111aaaa' }, { id: 'dma-1111bbbb' }, { id: 'dma-1111bbbbcc' });
    spool.saveState({ ...spool.newState(), open: [exampleEvent({ id: 'dma-2222' })] });
    const refused = (given: string, message: RegExp): void =>
      assert.throws(
        () => showHistory(config, given, false),
        (error) => error instanceof OutsideError && message.test(error.message),
      );
    refused('dma-1111', /3 episodes begin with dma-1111; say more of the id$/);
    refused('dma-1112', /no episode dma-1112 has ended in the last 30 days; see dma history$/);
    refused('dma-3', /no episode dma-3 has ended in the last 30 days; see dma history$/);
    refused('dma-2222', /dma-2222 is still open; see dma spool show dma-2222$/);
    assert.match(showHistory(config, 'dma-1111bbbb', false), /^episode +dma-1111bbbb$/m, 'the exact one');
  });

  it('tells the beginning of an id that is too short, of an ended and of an open episode', () => {
    add({ id: 'dma-1111aaaa' });
    spool.saveState({ ...spool.newState(), open: [exampleEvent({ id: 'dma-2222bbbb' })] });
    for (const given of ['dma-111', 'dma-222']) {
      const message = `${spool.directory}: ${given} is too short: the beginning of an id needs at least 8 characters, such as dma-1f2e; see dma history`;
      assert.throws(() => showHistory(config, given, false), { name: 'OutsideError', message });
      assert.throws(() => give('mended', given), { name: 'OutsideError', message });
    }
    assert.match(give('false', 'dma-2222'), /^dma-2222bbbb .*still open\): false$/m);
    assert.match(give('false', 'dma-1111'), /^dma-1111aaaa .*: false$/m);
  });

  it('keeps feedback on an open episode, and shows it when that has ended', () => {
    spool.saveState({ ...spool.newState(), open: [exampleEvent({ id })] });
    assert.equal(
      give('mended'),
      `${id} (memory of "web1", since 2026-11-21T02:00:00Z, still open): mended\n`,
    );
    spool.saveState(spool.newState());
    add({ id });
    assert.match(listHistory(config, all, false), / mended$/m);
    assert.equal(
      give('false'),
      `${id} (memory of "web1", since 2026-11-21T02:00:00Z, ended 2026-11-21T02:02:00Z): false\n`,
    );
    assert.match(listHistory(config, all, false), / false$/m);
    const [kept, ...others] = new FeedbackFiles(nodeDisk, spool.directory).all();
    assert.deepEqual(others, []);
    const { time: _, ...rest } = kept!;
    assert.deepEqual(
      rest,
      {
        id,
        verdict: 'false',
        note: '',
        by: 'ada',
        host: 'web1',
        resource: 'memory',
        since: exampleTime,
        end: exampleTime + 120,
      },
      'it says all that dma predict needs',
    );
  });

  it('refuses feedback on what is not there, and a note without end', () => {
    assert.throws(() => give('real'), OutsideError);
    add({ id });
    assert.throws(
      () => give('real', id, 'n'.repeat(501)),
      (error) => error instanceof UsageError && error.message.startsWith('--note: has 501'),
    );
  });

  it('leaves out feedback that is malformed or of a newer version', () => {
    add({ id });
    give('mended');
    for (const text of ['{', '{"version":99}']) {
      writeFileSync(join(spool.directory, 'feedback', `${id}.json`), text);
      assert.match(listHistory(config, all, false), / unknown$/m);
    }
  });
});
