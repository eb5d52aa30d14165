import assert from 'node:assert/strict';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { HistoryKeeper } from '../../../../plugins/delivery/history-keeper.ts';
import { outcomeOf, seriesRecord } from '../../../../plugins/delivery/series-record.ts';
import { EpisodeHistory } from '../../../../plugins/spool/episode-history.ts';
import { FeedbackFiles, type Feedback } from '../../../../plugins/spool/feedback-files.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const day = 86_400;
const source = 'web1/dma-memory/percent-risk';

function feedback(id: string, verdict: Feedback['verdict'], time = 0): Feedback {
  return { id, verdict, note: '', by: 'ada', time, host: 'web1', resource: 'memory', since: 0 };
}

describe('the keeper of the history', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  let now: number;
  let isClockSettled: boolean;
  beforeEach(() => {
    new Spool(nodeDisk, scratch()).prepare();
    now = 1000;
    isClockSettled = true;
    said();
  });

  function keeper(disk: Disk = nodeDisk): HistoryKeeper {
    return new HistoryKeeper({
      spool: new Spool(disk, scratch()),
      log,
      now: () => now,
      isClockSettled: () => isClockSettled,
    });
  }
  const kept = (): string[] => new EpisodeHistory(nodeDisk, scratch()).all().map(({ id }) => id);

  it('knows the past of a series: what it added itself, and what an earlier process did', () => {
    const first = keeper();
    assert.equal(first.recordOf(source, now), undefined);
    first.add([exampleEpisode({ id: 'a', since: 100, end: 300, reachedTime: 166 })]);
    assert.deepEqual(first.recordOf(source, now), {
      days: 30,
      alerts: 1,
      right: 1,
      mended: 0,
      false: 0,
      medianLeadSeconds: 66,
    });
    first.add([exampleEpisode({ id: 'a', since: 100, end: 300, reachedTime: 166 })]);
    assert.equal(first.recordOf(source, now)!.alerts, 1);
    assert.equal(keeper().recordOf(source, now)!.alerts, 1);
    assert.equal(keeper().recordOf('web2/dma-memory/percent-risk', now), undefined);
  });

  it('takes the feedback that was given meanwhile', () => {
    const one = keeper();
    one.add([exampleEpisode({ id: 'a', end: 300 })]);
    assert.equal(one.recordOf(source, now)!.mended, 0);
    new FeedbackFiles(nodeDisk, scratch()).put(feedback('a', 'mended'));
    assert.equal(one.recordOf(source, now)!.mended, 1);
  });

  it('writes later what a full disk did not take, and says so once', () => {
    let isFull = true;
    const one = keeper({
      ...nodeDisk,
      writeSynced: (path, content) => {
        if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        nodeDisk.writeSynced(path, content);
      },
    });
    one.add([exampleEpisode({ id: 'a' })]);
    one.add([exampleEpisode({ id: 'b' })]);
    one.look();
    assert.deepEqual(kept(), []);
    assert.equal(said().length, 1);
    isFull = false;
    one.look();
    assert.deepEqual(kept(), ['a', 'b']);
    assert.match(said()[0]!, /recovered/);
  });

  it('gives up the oldest of a thousand that wait for the disk', () => {
    let isFull = true;
    const one = keeper({
      ...nodeDisk,
      writeSynced: (path, content) => {
        if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        nodeDisk.writeSynced(path, content);
      },
    });
    one.add(Array.from({ length: 1001 }, (_, index) => exampleEpisode({ id: `e${index}`, end: index })));
    isFull = false;
    one.look();
    assert.equal(kept().length, 1000);
    assert.equal(kept()[0], 'e1');
  });

  it('removes once an hour what is older than 30 days, feedback too, while the clock is right', () => {
    const one = keeper();
    one.look();
    one.add([exampleEpisode({ id: 'a', end: 500 })]);
    const files = new FeedbackFiles(nodeDisk, scratch());
    files.put(feedback('a', 'real', 500));
    now = 501 + 30 * day;
    isClockSettled = false;
    one.look();
    assert.deepEqual(kept(), ['a']);
    isClockSettled = true;
    now += 3599;
    one.look();
    assert.deepEqual(kept(), ['a']);
    now += 1;
    one.look();
    assert.deepEqual([kept(), files.all()], [[], []]);
    assert.equal(one.recordOf(source, 600), undefined);
  });
});

function none(): undefined {
  return undefined;
}

/** @param seconds the leads of episodes */
function medianOf(...seconds: number[]): number | undefined {
  const episodes = seconds.map((lead) =>
    exampleEpisode({ id: `${lead}`, since: 0, reachedTime: lead, end: 500 }),
  );
  return seriesRecord(episodes, none, 600)!.medianLeadSeconds;
}

describe('the record of a series', () => {
  it('counts what ended in the 30 days before', () => {
    const ends = [1000 + 30 * day, 1001, 1000, 1002 + 30 * day];
    const episodes = ends.map((end) => exampleEpisode({ id: `${end}`, end }));
    assert.equal(seriesRecord(episodes, none, 1000 + 30 * day)!.alerts, 2);
    assert.equal(seriesRecord(episodes, none, 1), undefined);
  });

  it('goes by the word of a person, else by whether the limit was reached', () => {
    const reached = exampleEpisode({ reachedTime: 1 });
    assert.equal(outcomeOf(reached, undefined), 'right');
    assert.equal(outcomeOf(exampleEpisode(), undefined), 'unknown');
    for (const verdict of ['mended', 'false'] as const)
      assert.equal(outcomeOf(reached, feedback('a', verdict)), verdict);
    assert.equal(outcomeOf(exampleEpisode(), feedback('a', 'real')), 'right');
    const episodes = ['a', 'b', 'c', 'd'].map((id) => exampleEpisode({ id, end: 10 }));
    const verdicts: Record<string, Feedback['verdict']> = { a: 'real', b: 'mended', c: 'false' };
    const record = seriesRecord(episodes, (id) => verdicts[id] && feedback(id, verdicts[id]), 20);
    assert.deepEqual(record, { days: 30, alerts: 4, right: 1, mended: 1, false: 1 });
  });

  it('has the median of the leads, also of an even number', () => {
    assert.equal(medianOf(100, 9, 66), 66);
    assert.equal(medianOf(100, 9), 54.5);
  });
});
