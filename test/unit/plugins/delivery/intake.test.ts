import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertContext } from '../../../../notifiers/event/alert-event.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { contextFile, contextFolder } from '../../../../plugins/alert-context/alert-context.ts';
import type { Arrival } from '../../../../plugins/delivery/inbox.ts';
import { Intake } from '../../../../plugins/delivery/intake.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { openRoute, routeSchema, type Route } from '../../../../plugins/delivery/route-config.ts';
import type { SpoolQueue } from '../../../../plugins/spool/queue.ts';
import type { QueuedEvent } from '../../../../plugins/spool/queued-event.ts';
import { SilenceFiles, type Silence } from '../../../../plugins/spool/silence-files.ts';
import type { ClosedEpisode } from '../../../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../../../plugins/spool/episode-history.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

function notification(severity: string, time: number, plugin = 'dma', host = 'web1'): string {
  return `Severity: ${severity}\nTime: ${time}\nHost: ${host}\nPlugin: ${plugin}\nPluginInstance: memory\nType: percent\nTypeInstance: risk\n\nm\n`;
}

function fail(): never {
  throw Object.assign(new Error('bad'), { code: 'EIO' });
}

/** Local time. */
function saturday(hours: number): number {
  return new Date(2026, 10, 21, hours).getTime() / 1000;
}

describe('the intake of notifications', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  const warned: string[] = [];
  const logger = createLogger(
    'test',
    (line) => warned.push(line.trimEnd().replace('test: warning: ', '')),
    new KnownSecrets(),
  );
  let spool: Spool;
  let queues: Record<'log' | 'http', SpoolQueue>;
  let routes: Record<'log' | 'http', Route>;
  let now: number;
  let isClockSettled: boolean;
  beforeEach(() => {
    isClockSettled = true;
    spool = new Spool(nodeDisk, scratch(), { events: 10, days: 1, failed: 10 });
    spool.prepare();
    queues = { log: spool.queue('log'), http: spool.queue('http') };
    queues.log.prepare();
    queues.http.prepare();
    routes = { log: openRoute, http: openRoute };
    now = 1000;
    warned.length = 0;
    log.subject('spool of notifier log').recovered();
    log.subject('spool of notifier http').recovered();
    said();
  });

  /** The intake of a process that has just started. */
  function started(
    forward: 'dma' | 'all' = 'dma',
    names: readonly ('log' | 'http')[] = ['log', 'http'],
    onTest?: (arrival: Arrival) => void,
  ): Intake {
    const notifiers = names.map((name) => ({
      name,
      route: routes[name],
      queue: queues[name],
    }));
    return new Intake(
      {
        spool,
        notifiers,
        forward,
        log,
        logger,
        now: () => now,
        isClockSettled: () => isClockSettled,
        ...(onTest && { onTest }),
      },
      spool.loadState() ?? spool.newState(),
    );
  }

  function arrive(name: string, text: string): void {
    writeFileSync(join(spool.newDirectory, name), text);
  }

  /** Leaves an alert context of the memory of web1. */
  function context(fields: Partial<AlertContext>): void {
    mkdirSync(contextFolder(scratch()), { recursive: true });
    const file = join(contextFolder(scratch()), contextFile('web1', 'memory'));
    writeFileSync(file, JSON.stringify(exampleAlertContext(fields)));
  }

  function history(): ClosedEpisode[] {
    return new EpisodeHistory(nodeDisk, scratch()).all();
  }

  function queued(notifier: 'log' | 'http'): QueuedEvent[] {
    return queues[notifier].oldest(9999, 0);
  }

  function severities(notifier: 'log' | 'http'): string[] {
    return queued(notifier).map(({ event }) => event.severity);
  }

  it('queues an event for every notifier, and leaves nothing behind', () => {
    arrive('1', notification('WARNING', 100));
    const intake = started();
    assert.equal(intake.takeSome(), false);
    const [[forLog], [forHttp]] = [queued('log'), queued('http')];
    assert.deepEqual(forLog, forHttp);
    assert.equal(forLog!.name, '000000000001-1.json');
    assert.equal(forLog!.event.source, 'web1/dma-memory/percent-risk');
    assert.deepEqual(spool.loadState()!.open, [forLog!.event]);
    assert.deepEqual(intake.open('http'), [forLog!.event]);
    assert.equal(
      intake.open('http'),
      intake.open('http'),
      'by which its queue knows that nothing has changed',
    );
    assert.deepEqual(spool.listNew(), []);
    assert.deepEqual([...said(), ...warned], []);
  });

  it('hands a test on, which is no event, whatever is forwarded', () => {
    const text = notification('WARNING', 100).replace(
      /PluginInstance.*risk/s,
      'PluginInstance: self\nType: gauge\nTypeInstance: test_0123456789abcdef\nTest: true',
    );
    for (const forward of ['dma', 'all'] as const) {
      arrive('1', text);
      arrive(`2${forward}`, notification('WARNING', 100, 'dma', forward));
      const tests: string[] = [];
      // Its notification is still there: whoever waits sees it in one place or the other.
      const onTest = ({ name }: Arrival): unknown => tests.push(`${name} ${spool.listNew().join()}`);
      assert.equal(started(forward, undefined, onTest).takeSome(), false);
      assert.deepEqual(tests, ['1 1']);
      assert.deepEqual(spool.listNew(), []);
    }
    arrive('3', text);
    started().takeSome();
    assert.deepEqual(spool.listNew(), []);
    assert.deepEqual(
      spool.loadState()!.open.map(({ host }) => host),
      ['dma', 'all'],
    );
    assert.equal(queued('log').length, 2);
    assert.deepEqual([...said(), ...warned], []);
  });

  it('takes a storm in parts, and says that more is waiting', () => {
    for (let host = 0; host < 101; host++)
      arrive(`${1000 + host}`, notification('WARNING', 100, 'dma', `web${host}`));
    const intake = started();
    assert.equal(intake.takeSome(), true);
    assert.deepEqual(spool.listNew(), ['1100']);
    assert.equal(intake.takeSome(), false);
    assert.equal(intake.open('log').length, 101);
  });

  describe('and silences', () => {
    const hour = { start: 1000, end: 4600, comment: '', by: 'ada' };
    const add = (silence: Partial<Silence> = {}): void =>
      new SilenceFiles(nodeDisk, scratch()).add({ id: '0000000a', ...hour, ...silence });

    it('tells after the silence what is still open then, and nothing of what has ended', () => {
      const intake = started();
      intake.takeSome();
      add({ target: 'memory' });
      arrive('1', notification('WARNING', 1001));
      arrive('2', notification('WARNING', 1002, 'dma', 'web2'));
      intake.takeSome();
      arrive('3', notification('OKAY', 1100, 'dma', 'web2'));
      arrive('4', notification('FAILURE', 1200));
      now = 1200;
      intake.takeSome();
      assert.deepEqual(queued('http'), []);
      now = 4599;
      intake.takeSome();
      assert.deepEqual(queued('http'), []);
      now = 4600;
      started().takeSome();
      assert.deepEqual(
        queued('http').map(({ event: { host, severity, time } }) => [host, severity, time]),
        [['web1', 'FAILURE', 1200]],
        'also by a program that was started again',
      );
    });

    it('holds back only what it names, and tells what is open when it is expired', () => {
      add({ host: 'web1' });
      arrive('1', notification('WARNING', 1001));
      arrive('2', notification('WARNING', 1002, 'dma', 'web2'));
      const intake = started();
      intake.takeSome();
      assert.deepEqual(
        queued('http').map(({ event }) => event.host),
        ['web2'],
      );
      new SilenceFiles(nodeDisk, scratch()).remove('0000000a');
      intake.takeSome();
      assert.deepEqual(
        queued('http').map(({ event }) => event.host),
        ['web2', 'web1'],
      );
    });

    it('tells the end of what was told before, and keeps what a receiver was last given', () => {
      arrive('1', notification('WARNING', 1001));
      arrive('2', notification('WARNING', 1002, 'dma', 'web2'));
      const intake = started();
      intake.takeSome();
      add();
      arrive('3', notification('FAILURE', 1003));
      arrive('4', notification('OKAY', 1004, 'dma', 'web2'));
      intake.takeSome();
      assert.deepEqual(severities('http'), ['WARNING', 'WARNING', 'OKAY']);
      assert.deepEqual(
        intake.open('http').map(({ severity }) => severity),
        ['WARNING'],
      );
    });

    it('writes no state in the rounds in which all that is held is silenced', () => {
      add();
      arrive('1', notification('WARNING', 1001));
      const intake = started();
      intake.takeSome();
      const save = spool.saveState.bind(spool);
      let saves = 0;
      spool.saveState = (state) => (saves++, save(state));
      intake.takeSome();
      intake.takeSome();
      assert.equal(saves, 0);
    });

    it('does not let an episode of a silenced host wait for one that is not', () => {
      routes.http = routeSchema.parse({ atMost: { events: 1, seconds: 60 } });
      add({ host: 'web1' });
      arrive('1', notification('WARNING', 1001));
      arrive('2', notification('WARNING', 1002, 'dma', 'web2'));
      const intake = started();
      intake.takeSome();
      assert.deepEqual(
        queued('http').map(({ event }) => event.host),
        ['web2'],
        'what is silenced does not count for the rate limit',
      );
    });
  });

  describe('and the history', () => {
    it('records what has ended: what was predicted, when the limit was reached, and who was told', () => {
      routes.log = routeSchema.parse({ targets: ['disk'] });
      arrive('1', notification('WARNING', 1000));
      context({ time: 1000, riskPercent: 80 });
      const intake = started();
      intake.takeSome();
      context({ time: 1066, value: 15 * 2 ** 30, reachedTime: 1066 });
      arrive('2', notification('FAILURE', 1067));
      started().takeSome();
      assert.deepEqual(history(), []);
      arrive('3', notification('OKAY', 1100));
      started().takeSome();
      const [episode, ...others] = history();
      assert.deepEqual(others, []);
      assert.deepEqual(
        [episode!.since, episode!.end, episode!.highest, episode!.reachedTime, episode!.told],
        [1000, 1100, 'FAILURE', 1066, ['http']],
      );
      assert.deepEqual([episode!.first!.riskPercent, episode!.last!.time], [80, 1066]);
      assert.deepEqual(spool.loadState()!.stories, {});
    });

    it('is told by the next alerts of the series, to the end of the episode', () => {
      const intake = started();
      for (const [index, severity] of ['WARNING', 'OKAY', 'WARNING', 'FAILURE', 'OKAY'].entries()) {
        arrive(`${index}`, notification(severity, 1000 + 10 * index));
        intake.takeSome();
      }
      const records = queued('http').map(({ event }) => event.record?.alerts);
      assert.deepEqual(records, [undefined, undefined, 1, 1, 1]);
    });

    it('does not keep a disk that cannot take it from delivering', () => {
      const broken: Disk = {
        ...nodeDisk,
        writeSynced: (path, content) => {
          if (path.endsWith('/tmp/history')) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          nodeDisk.writeSynced(path, content);
        },
      };
      const whole = spool;
      spool = new Spool(broken, scratch());
      arrive('1', notification('WARNING', 1000));
      arrive('2', notification('OKAY', 1010));
      started().takeSome();
      spool = whole;
      assert.deepEqual(severities('http'), ['WARNING', 'OKAY']);
      assert.match(said().join(), /writing the history in the spool .* is not possible/);
    });

    it('has an episode that ended by silence', () => {
      arrive('1', notification('WARNING', 1000));
      const intake = started();
      intake.takeSome();
      now = Date.now() / 1000 + 8 * 86_400;
      started().takeSome();
      assert.match(history()[0]!.endMessage, /no notification has come for 7 days/);
    });
  });

  it('loses no OKAY to a disk that is full for a while', () => {
    arrive('1', notification('WARNING', 100));
    const intake = started();
    intake.takeSome();
    arrive('2', notification('OKAY', 200));
    const put = queues.http.put.bind(queues.http);
    queues.http.put = () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    assert.throws(() => intake.takeSome(), /no space left/);
    queues.http.put = put;
    assert.deepEqual(severities('log'), ['WARNING'], 'or it would be given to a notifier again and again');
    const save = spool.saveState.bind(spool);
    spool.saveState = () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    assert.throws(() => intake.takeSome(), /no space left/);
    spool.saveState = save;
    assert.deepEqual([severities('log'), severities('http')], [['WARNING'], ['WARNING']]);
    intake.takeSome();
    assert.deepEqual(severities('http'), ['WARNING', 'OKAY']);
    assert.deepEqual(severities('log'), ['WARNING', 'OKAY']);
    assert.deepEqual(spool.loadState()!.open, []);
  });

  it('tells once what collectd says again because it was started again, and knows that it is newer', () => {
    for (const [index, severity] of ['WARNING', 'WARNING', 'FAILURE', 'FAILURE', 'WARNING'].entries())
      arrive(`${index}`, notification(severity, 100 + index));
    const intake = started();
    intake.takeSome();
    assert.deepEqual(severities('http'), ['WARNING', 'FAILURE', 'WARNING']);
    arrive('5', notification('WARNING', 110));
    const again = started();
    again.takeSome();
    assert.deepEqual(severities('http'), ['WARNING', 'FAILURE', 'WARNING']);
    arrive('6', notification('OKAY', 109));
    again.takeSome();
    assert.equal(again.open('http').length, 1, 'an OKAY from before it comes too late');
    arrive('7', notification('OKAY', 120));
    again.takeSome();
    assert.deepEqual(severities('http'), ['WARNING', 'FAILURE', 'WARNING', 'OKAY']);
    assert.equal(new Set(queued('http').map(({ event }) => event.id)).size, 1);
  });

  it('tells whatever other plugins say, since it may be something else', () => {
    arrive('1', notification('WARNING', 100, 'smart'));
    arrive('2', notification('WARNING', 101, 'smart'));
    started('all').takeSome();
    assert.deepEqual(severities('http'), ['WARNING', 'WARNING']);
  });

  it('takes nothing back that the disk remembers, though it did not say so', () => {
    const intake = started();
    intake.takeSome();
    arrive('1', notification('WARNING', 100));
    const save = spool.saveState.bind(spool);
    spool.saveState = (state) => {
      save(state);
      throw Object.assign(new Error('cannot sync'), { code: 'EIO' });
    };
    assert.throws(() => intake.takeSome(), /cannot sync/);
    assert.deepEqual(severities('http'), ['WARNING']);
    spool.saveState = save;
    started().takeSome();
    assert.deepEqual(severities('http'), ['WARNING']);
    assert.deepEqual(spool.listNew(), []);
  });

  for (const [name, severity] of [
    ['a WARNING', 'WARNING'],
    ['an OKAY', 'OKAY'],
  ] as const)
    it(`takes ${name} that came after the clock was set back by less than a minute`, () => {
      now = Date.now() / 1000 + 9;
      const intake = started();
      arrive('1', notification('WARNING', now));
      intake.takeSome();
      if (severity === 'WARNING') {
        now += 1;
        arrive('2', notification('OKAY', now));
        intake.takeSome();
      }
      now -= 30;
      arrive('3', notification(severity, now));
      intake.takeSome();
      assert.equal(severities('http').at(-1), severity);
      assert.equal(queued('http').length, severity === 'WARNING' ? 3 : 2);
      assert.deepEqual(warned, []);
    });

  it('does not take a notification that a storm has left waiting for one of a clock that was set back', async () => {
    now = Date.now() / 1000 + 1;
    arrive('2', notification('WARNING', now - 30));
    await sleep(300);
    arrive('1', notification('OKAY', now - 20));
    const intake = started();
    assert.equal(intake.takeSome(1), true);
    assert.equal(intake.takeSome(1), false);
    assert.deepEqual(queued('http'), []);
    assert.match(warned.join(), /comes too late/);
  });

  it("goes by the notifications' own times, not by their names", () => {
    arrive('a', notification('OKAY', 300));
    arrive('b', notification('WARNING', 100));
    arrive('c', notification('FAILURE', 200));
    started().takeSome();
    assert.deepEqual(severities('log'), ['WARNING', 'FAILURE', 'OKAY']);
    assert.equal(new Set(queued('log').map(({ event }) => event.id)).size, 1);
    assert.deepEqual(spool.loadState()!.open, []);
  });

  it('moves files that are no notification to failed, logs that, and takes the rest', () => {
    arrive('1', 'hello\n\nworld');
    arrive('2', '');
    arrive('3', notification('WARNING', 100));
    mkdirSync(join(spool.newDirectory, '4'));
    const intake = started();
    intake.takeSome();
    assert.equal(queued('log').length, 1);
    assert.deepEqual(spool.deadLetters.entries('new'), ['1', '2', '4']);
    assert.equal(spool.deadLetters.why('new', '1')!.reason, 'not-a-notification');
    const where = `it is now in ${scratch()}/failed/new`;
    assert.deepEqual(warned.slice(0, 2), [
      `spool entry 1 is not a notification ("hello" is not a header line); ${where}`,
      `spool entry 2 is not a notification (no empty line between the headers and the message); ${where}`,
    ]);
    assert.match(warned[2]!, /^spool entry 4 is not a notification \(it is a folder\)/);
    intake.takeSome();
    assert.equal(warned.length, 3);
  });

  it('logs once what can neither be read nor be moved to failed, and takes the rest', () => {
    arrive('1', 'hello');
    spool.rejectNew = () => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    };
    const intake = started();
    intake.takeSome();
    arrive('2', notification('WARNING', 100));
    intake.takeSome();
    assert.equal(queued('log').length, 1);
    assert.equal(warned.length, 1);
    assert.match(warned[0]!, /and cannot be moved to failed: not permitted; remove it$/);
  });

  it("forwards others' notifications only when it is told to", () => {
    arrive('1', notification('WARNING', 100, 'df'));
    started('dma').takeSome();
    assert.deepEqual(spool.listNew(), [], 'it is done with');
    assert.deepEqual(queued('log'), []);
    arrive('2', notification('WARNING', 100, 'df'));
    started('all').takeSome();
    assert.equal(queued('log')[0]!.event.kind, 'other');
  });

  it("forwards thresholds on dma's other values only when it is told to", () => {
    const predicted = notification('FAILURE', 100).replace('TypeInstance: risk', 'TypeInstance: predicted');
    arrive('1', predicted);
    started('dma').takeSome();
    assert.deepEqual([spool.listNew(), queued('log')], [[], []]);
    arrive('2', predicted);
    started('all').takeSome();
    assert.equal(queued('log')[0]!.event.kind, 'other');
  });

  it('drops an OKAY that ends nothing', () => {
    arrive('1', notification('OKAY', 100));
    started().takeSome();
    assert.deepEqual(spool.listNew(), []);
    assert.deepEqual(queued('log'), []);
  });

  it('makes a dead letter of a WARNING that its own OKAY has overtaken, also after a restart', () => {
    arrive('1', notification('OKAY', 110));
    started().takeSome();
    arrive('0', notification('WARNING', 100));
    started().takeSome();
    assert.deepEqual(queued('log'), []);
    assert.deepEqual(spool.loadState()!.open, [], 'it would be open for ever');
    assert.deepEqual(spool.deadLetters.entries('new'), ['0']);
    assert.equal(spool.deadLetters.why('new', '0')!.reason, 'late');
    assert.deepEqual(spool.listNew(), []);
  });

  it('gives the same events after a crash at any step', () => {
    const kept = join(scratch(), 'kept');
    arrive('1', notification('WARNING', 100));
    copyFileSync(join(spool.newDirectory, '1'), kept);
    const before = spool.newState();
    started().takeSome();
    const [first] = queued('log');

    copyFileSync(kept, join(spool.newDirectory, '1'));
    started().takeSome();
    assert.deepEqual(queued('log'), [first], 'everything done but the removal');
    assert.deepEqual(spool.listNew(), []);

    copyFileSync(kept, join(spool.newDirectory, '1'));
    spool.saveState(before);
    queues.http.remove(first!.name);
    started().takeSome();
    assert.deepEqual(queued('log'), [first], 'queued for one notifier only, state not saved');
    assert.deepEqual(queued('http'), [first]);
    assert.deepEqual(spool.loadState()!.open, [first!.event]);
  });

  it('makes sure of a notification before it queues its event, so that a crash loses both or none', () => {
    const steps: string[] = [];
    const disk: Disk = {
      ...nodeDisk,
      syncFolder: (folder) => {
        steps.push(`sync ${relative(scratch(), folder)}`);
        nodeDisk.syncFolder(folder);
      },
      writeSynced: (path, content) => {
        steps.push(`write ${relative(scratch(), path)}`);
        nodeDisk.writeSynced(path, content);
      },
    };
    spool = new Spool(disk, scratch(), { events: 10, days: 1, failed: 10 });
    queues = { log: spool.queue('log'), http: spool.queue('http') };
    const intake = started();
    intake.takeSome();
    steps.length = 0;
    arrive('1', notification('WARNING', 100));
    intake.takeSome();
    assert.deepEqual(steps, [
      'sync new',
      'write tmp/queue-log',
      'write tmp/queue-http',
      'sync queue/log',
      'sync queue/http',
      'write tmp/episodes.json',
      'sync ',
      'sync new',
    ]);
  });

  it('does not take a part of a storm twice after a crash before its removal', () => {
    arrive('1', notification('WARNING', 100));
    started().takeSome();
    arrive('2', notification('OKAY', 200));
    arrive('3', notification('WARNING', 300));
    const remove = spool.removeNew.bind(spool);
    spool.removeNew = (names) => {
      if (names.includes('2')) throw new Error('crash');
      remove(names);
    };
    assert.throws(() => started().takeSome(), /crash/);
    spool.removeNew = remove;
    const before = queued('log');
    started().takeSome();
    assert.deepEqual(queued('log'), before);
    assert.deepEqual(
      before.map(({ event }) => event.severity),
      ['WARNING', 'OKAY', 'WARNING'],
    );
    assert.equal(spool.loadState()!.open.length, 1);
  });

  it('ends an episode that began before a restart, under its id', () => {
    arrive('1', notification('WARNING', 100));
    started().takeSome();
    arrive('2', notification('OKAY', 200));
    started().takeSome();
    const [warning, okay] = queued('log').map(({ event }) => event);
    assert.equal(okay!.severity, 'OKAY');
    assert.equal(okay!.id, warning!.id);
  });

  it('gives each notifier what its route wants, and nothing else to be open', () => {
    routes.http = routeSchema.parse({ minimumSeverity: 'FAILURE' });
    const intake = started();
    arrive('1', notification('WARNING', 100, 'dma', 'a'));
    arrive('2', notification('FAILURE', 101, 'dma', 'b'));
    intake.takeSome();
    assert.deepEqual([severities('log'), severities('http')], [['WARNING', 'FAILURE'], ['FAILURE']]);
    assert.deepEqual([intake.open('log').length, intake.open('http').length], [2, 1]);
    arrive('3', notification('OKAY', 102, 'dma', 'a'));
    intake.takeSome();
    assert.deepEqual(severities('http'), ['FAILURE']);
    assert.equal(severities('log').length, 3);
    assert.deepEqual([intake.open('log').length, intake.open('http').length], [1, 1]);
  });

  it('tells of a muted episode when the mute is over, also after a restart', () => {
    routes.http = routeSchema.parse({ mute: ['22:00..06:00'] });
    now = saturday(23);
    arrive('1', notification('WARNING', now));
    started().takeSome();
    assert.deepEqual(queued('http'), []);
    now = saturday(24 + 6);
    const intake = started();
    intake.takeSome();
    assert.deepEqual(severities('http'), ['WARNING']);
    assert.equal(intake.open('http').length, 1);
    intake.takeSome();
    assert.equal(queued('http').length, 1);
  });

  it('tells a muted receiver to be open what it was told before', () => {
    routes.http = routeSchema.parse({ mute: ['22:00..06:00'] });
    now = saturday(21);
    arrive('1', notification('WARNING', now));
    started().takeSome();
    now = saturday(23);
    arrive('2', notification('FAILURE', now));
    const intake = started();
    intake.takeSome();
    assert.deepEqual(
      (['http', 'log'] as const).map((notifier) => intake.open(notifier).map(({ severity }) => severity)),
      [['WARNING'], ['FAILURE']],
    );
  });

  it('writes nothing while it only waits for the end of a mute or of a sum', () => {
    routes.http = routeSchema.parse({ mute: ['22:00..06:00'] });
    routes.log = routeSchema.parse({ atMost: { events: 1, seconds: 60 } });
    now = saturday(23);
    for (const host of ['a', 'b']) arrive(host, notification('WARNING', now, 'dma', host));
    const intake = started();
    intake.takeSome();
    const save = spool.saveState.bind(spool);
    let saved = 0;
    spool.saveState = (state) => {
      saved += 1;
      save(state);
    };
    const savedAfter = (seconds: number): number => {
      saved = 0;
      now += seconds;
      intake.takeSome();
      intake.takeSome();
      return saved;
    };
    assert.deepEqual([1, 58, 1, 1, 7 * 3600, 1].map(savedAfter), [0, 0, 1, 0, 1, 0]);
    assert.equal(queued('log').length, 2);
    assert.equal(queued('http').length, 2);
  });

  it('ends what began when more was forwarded', () => {
    arrive('1', notification('WARNING', 100, 'df'));
    started('all').takeSome();
    arrive('2', notification('FAILURE', 150, 'df'));
    started('dma').takeSome();
    arrive('3', notification('OKAY', 200, 'df'));
    arrive('4', notification('OKAY', 200, 'cpu'));
    started('dma').takeSome();
    assert.deepEqual(severities('log'), ['WARNING', 'OKAY']);
    assert.deepEqual([spool.loadState()!.open, spool.listNew()], [[], []]);
  });

  for (const isRestarted of [true, false]) {
    it(`queues the same once after a ${isRestarted ? 'crash' : 'full disk'}, also when something has become due meanwhile`, () => {
      routes.log = routeSchema.parse({ atMost: { events: 1, seconds: 60 } });
      for (const host of ['a', 'b']) arrive(host, notification('WARNING', now, 'dma', host));
      const intake = started();
      intake.takeSome();
      for (const [index, severity] of ['WARNING', 'OKAY', 'WARNING'].entries())
        arrive(`c${index}`, notification(severity, now + index, 'dma', 'c'));
      const save = spool.saveState.bind(spool);
      spool.saveState = () => {
        throw new Error('not saved');
      };
      assert.throws(() => intake.takeSome(), /not saved/);
      spool.saveState = save;
      now += 60;
      (isRestarted ? started() : intake).takeSome();
      assert.deepEqual(severities('http'), ['WARNING', 'WARNING', 'WARNING', 'OKAY', 'WARNING']);
    });
  }

  it('tells a notifier that is new what is open already', () => {
    arrive('1', notification('WARNING', 100));
    started().takeSome();
    const { http, ...others } = spool.loadState()!.notifiers;
    assert.deepEqual(http!.held, []);
    queues.http.remove(queued('http')[0]!.name);
    spool.saveState({ ...spool.loadState()!, notifiers: others });
    started().takeSome();
    assert.deepEqual(severities('http'), ['WARNING']);
    assert.equal(queued('log').length, 1);
  });

  it('tells a notifier that was taken out and is there again what it was told of has ended, and what is new', () => {
    for (const host of ['a', 'b', 'c']) arrive(host, notification('WARNING', 100, 'dma', host));
    started().takeSome();
    const without = started('dma', ['log']);
    assert.deepEqual([started().absent, without.absent], [[], ['http']]);
    arrive('4', notification('OKAY', 200, 'dma', 'a'));
    arrive('5', notification('FAILURE', 201, 'dma', 'b'));
    arrive('6', notification('WARNING', 202, 'dma', 'd'));
    arrive('7', notification('WARNING', 203, 'dma', 'e'));
    without.takeSome();
    arrive('8', notification('OKAY', 204, 'dma', 'e'));
    started('dma', ['log']).takeSome();
    const story = () => queued('http').map(({ event }) => `${event.severity} ${event.host}`);
    assert.deepEqual(story(), ['WARNING a', 'WARNING b', 'WARNING c']);
    const again = started();
    assert.deepEqual(
      again.open('http').map(({ host, severity }) => `${severity} ${host}`),
      ['WARNING b', 'WARNING c'],
      'as its receiver was told',
    );
    again.takeSome();
    assert.deepEqual(story().slice(3), ['OKAY a', 'FAILURE b', 'WARNING d']);
    assert.equal(queued('http')[0]!.event.id, queued('http')[3]!.event.id);
    assert.deepEqual(
      again.open('http').map(({ host }) => host),
      ['b', 'c', 'd'],
    );
    for (const [index, host] of ['b', 'c', 'd'].entries())
      arrive(`9${index}`, notification('OKAY', 300, 'dma', host));
    again.takeSome();
    assert.deepEqual(story().slice(6), ['OKAY b', 'OKAY c', 'OKAY d']);
  });

  it('takes back what an interrupted program has queued for a notifier that was taken out since', () => {
    arrive('1', notification('WARNING', 100));
    const { sequence } = spool.newState();
    spool.saveState({ ...spool.newState(), sequence });
    for (const queue of Object.values(queues)) queue.put(sequence + 1, '1', exampleEvent());
    started('dma', ['log']).takeSome();
    assert.deepEqual([severities('http'), severities('log')], [[], ['WARNING']]);
    started().takeSome();
    assert.deepEqual(severities('http'), ['WARNING']);
    assert.equal(queued('http')[0]!.name, '000000000002-due.json');
  });

  it('forgets a notifier that was taken out once its receiver knows nothing that it has to be told', () => {
    arrive('1', notification('WARNING', 100));
    arrive('2', notification('OKAY', 200));
    started().takeSome();
    arrive('3', notification('WARNING', 300));
    started('dma', ['log']).takeSome();
    assert.deepEqual(Object.keys(spool.loadState()!.notifiers), ['log']);
  });

  it('hands out no event that waits to be taken back, since it will be put again under the same name', () => {
    let isFailing = false;
    const disk: Disk = {
      ...nodeDisk,
      syncFolder: (folder) =>
        isFailing && folder === queues.http.folder ? fail() : nodeDisk.syncFolder(folder),
      unlink: (path) => (isFailing && path.endsWith('.json') ? fail() : nodeDisk.unlink(path)),
    };
    spool = new Spool(disk, scratch(), { events: 10, days: 1, failed: 10 });
    queues = { log: spool.queue('log'), http: spool.queue('http') };
    arrive('1', notification('WARNING', 100));
    const intake = started();
    intake.takeSome();
    arrive('2', notification('OKAY', 200));
    isFailing = true;
    assert.throws(() => intake.takeSome(), { code: 'EIO' });
    assert.deepEqual([severities('log'), severities('http')], [['WARNING'], ['WARNING']]);
    isFailing = false;
    intake.takeSome();
    assert.deepEqual(
      [severities('log'), severities('http')],
      [
        ['WARNING', 'OKAY'],
        ['WARNING', 'OKAY'],
      ],
    );
    assert.deepEqual(spool.listNew(), []);
  });

  it('leaves events in their queues that the disk remembers, although writing that down seemed to fail', () => {
    let isFailing = false;
    const disk: Disk = {
      ...nodeDisk,
      syncFolder: (folder) => {
        if (isFailing && folder === scratch()) throw Object.assign(new Error('bad'), { code: 'EIO' });
        nodeDisk.syncFolder(folder);
      },
    };
    spool = new Spool(disk, scratch(), { events: 10, days: 1, failed: 10 });
    const intake = started();
    isFailing = true;
    arrive('1', notification('WARNING', 100));
    assert.throws(() => intake.takeSome(), { code: 'EIO' });
    assert.throws(() => intake.takeSome(), { code: 'EIO' }, 'it is not sure yet');
    assert.deepEqual(severities('http'), ['WARNING']);
    assert.deepEqual(spool.listNew(), ['1'], 'the notification waits until it is');
    isFailing = false;
    intake.takeSome();
    assert.deepEqual(severities('http'), ['WARNING']);
    assert.deepEqual(spool.listNew(), []);
    assert.equal(intake.open('http').length, 1);
  });

  it('makes way for its state where something else has its name, and goes on', () => {
    const intake = started();
    intake.takeSome();
    const state = join(spool.directory, 'episodes.json');
    rmSync(state);
    mkdirSync(state);
    arrive('1', notification('WARNING', 100));
    assert.throws(() => intake.takeSome(), { code: 'EISDIR' });
    assert.equal(warned.length, 1);
    assert.match(warned[0]!, /episodes\.json cannot be read \(is a folder\); it is written anew$/);
    intake.takeSome();
    assert.deepEqual([severities('log'), severities('http')], [['WARNING'], ['WARNING']]);
    assert.deepEqual(started().open('log').length, 1);
  });

  it('takes back everything that an interrupted program has queued, before anything is delivered', () => {
    arrive('1', notification('WARNING', 100));
    arrive('2', notification('FAILURE', 200));
    const { sequence } = spool.loadState() ?? spool.newState();
    spool.saveState({ ...spool.newState(), sequence });
    for (const queue of Object.values(queues)) queue.put(sequence + 2, '2', exampleEvent());
    started().recover();
    assert.deepEqual(queued('http'), []);
    const intake = started();
    intake.takeSome(1);
    assert.deepEqual(severities('http'), ['WARNING']);
    intake.takeSome(1);
    assert.deepEqual(severities('http'), ['WARNING', 'FAILURE']);
  });

  describe('of a series of which nothing is heard any more', () => {
    const week = 7 * 86_400;
    beforeEach(() => {
      arrive('1', notification('FAILURE', 100, 'dma', 'gone'));
      started().takeSome();
    });

    it('ends the episode after seven days, for each notifier that was told of it', () => {
      routes.http = routeSchema.parse({ hosts: ['other'] });
      arrive('2', notification('FAILURE', 100, 'dma', 'also-gone'));
      const intake = started();
      intake.takeSome();
      now += week - 1;
      intake.takeSome();
      assert.deepEqual(severities('log'), ['FAILURE', 'FAILURE']);
      now += 60;
      intake.takeSome();
      assert.deepEqual(severities('log'), ['FAILURE', 'FAILURE', 'OKAY', 'OKAY']);
      assert.deepEqual(severities('http'), ['FAILURE', 'OKAY'], 'only the one it was told of');
      const [start, end] = queued('http').map(({ event }) => event);
      assert.deepEqual([end!.id, end!.since, end!.time], [start!.id, 100, now]);
      assert.match(end!.message, /no notification has come for 7 days/);
      assert.deepEqual([spool.loadState()!.open, started().open('http')], [[], []]);
    });

    it('looks for it once a minute, and trusts no clock that was just set', () => {
      const intake = started();
      intake.takeSome();
      now += week - 30;
      intake.takeSome();
      now += 30;
      intake.takeSome();
      assert.deepEqual(severities('log'), ['FAILURE']);
      isClockSettled = false;
      now += 60;
      intake.takeSome();
      assert.deepEqual(severities('log'), ['FAILURE']);
      isClockSettled = true;
      intake.takeSome();
      assert.deepEqual(severities('log'), ['FAILURE', 'OKAY']);
    });

    it('goes on with the episode when something comes, however late', () => {
      const intake = started();
      now += week / 2;
      arrive('2', notification('FAILURE', 200, 'dma', 'gone'));
      intake.takeSome();
      now += week - 60;
      intake.takeSome();
      assert.deepEqual(severities('log'), ['FAILURE']);
      now += 120;
      arrive('3', notification('OKAY', 300, 'dma', 'gone'));
      intake.takeSome();
      assert.equal(queued('log')[1]!.event.message, 'm', "collectd's own OKAY");
    });

    for (const [name, seconds] of [
      ['takes a series that dma predict follows for alive', 60],
      ['looks for it also after the clock was set back', -week],
    ] as const)
      it(name, () => {
        const intake = started();
        now += 2 * week + 60;
        const alertContext = { ...exampleAlertContext(), time: now };
        mkdirSync(join(scratch(), 'contexts'));
        const file = join(scratch(), 'contexts', 'gone,memory.json');
        writeFileSync(file, JSON.stringify(alertContext));
        intake.takeSome();
        assert.deepEqual(severities('log'), ['FAILURE']);
        rmSync(file);
        now += seconds;
        intake.takeSome();
        assert.deepEqual(severities('log'), ['FAILURE', 'OKAY']);
      });
  });

  it('adds what dma predict knows of the resource', () => {
    const alertContext = {
      time: 99,
      value: 1,
      limit: 2,
      limitSide: 'upper',
      unit: 'bytes',
      horizonSeconds: 60,
      culprits: [],
    };
    mkdirSync(join(scratch(), 'contexts'));
    writeFileSync(join(scratch(), 'contexts', 'web1,memory.json'), JSON.stringify(alertContext));
    arrive('1', notification('WARNING', 100));
    started().takeSome();
    assert.deepEqual(queued('log')[0]!.event.alertContext, alertContext);
  });

  it('keeps the newest events when a notifier has too many, and logs the number once', () => {
    const intake = started();
    for (let host = 0; host < 12; host++)
      arrive(`${100 + host}`, notification('WARNING', 100, 'dma', `w${host}`));
    intake.takeSome();
    assert.equal(queued('log').length, 10);
    assert.equal(queued('log')[0]!.event.host, 'w2');
    assert.equal(
      said()[0],
      `warning: spool of notifier log holds too many events; the oldest become dead letters in ${scratch()}/failed/log (2 so far)`,
    );
    arrive('2', notification('WARNING', 100, 'dma', 'x'));
    intake.takeSome();
    assert.deepEqual(said(), []);
  });
});
