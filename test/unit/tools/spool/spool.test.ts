import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { Episodes } from '../../../../plugins/delivery/episodes.ts';
import { parseNotification } from '../../../../plugins/collectd/notification.ts';
import { RetryState } from '../../../../plugins/spool/retry-state.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { OutsideError, UsageError } from '../../../../tools/process/command-error.ts';
import { dropSpool, listSpool, retrySpool, showSpoolEntry } from '../../../../tools/spool/spool.ts';
import { endEpisode, openEpisodes } from '../../../../tools/spool/open-episodes.ts';
import { onSpool } from '../../../../tools/spool/on-spool.ts';
import { findEntry, showEntry } from '../../../../tools/spool/entries.ts';
import { overviewOf, type NotifierOverview, type SpoolOverview } from '../../../../tools/spool/overview.ts';
import { formatOverview } from '../../../../tools/spool/table.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const failedName = 'http/000000000001-n1.json';
const waitingName = 'http/000000000002-n2.json';

describe('dma spool', () => {
  const scratch = scratchFolder();
  let config: string;
  let spool: Spool;
  beforeEach(() => {
    config = join(scratch(), 'dma.yaml');
    writeFileSync(config, `spool: ${scratch()}/spool\nnotifiers: {log: , http: {url: "http://h"}}\n`);
    spool = new Spool(nodeDisk, join(scratch(), 'spool'));
    spool.prepare();
    for (const name of ['http', 'log', 'pigeon']) spool.queue(name).prepare();
    const queue = spool.queue('http');
    for (const number of [1, 2, 3])
      queue.put(number, `n${number}`, exampleEvent({ time: number, id: `e${number}` }));
    queue.reject('000000000001-n1.json', { reason: 'rejected', message: '400\u001b[1m', time: 4 });
    spool.queue('pigeon').put(1, 'n', exampleEvent());
    writeFileSync(join(spool.newDirectory, 'bad'), 'no notification');
    spool.rejectNew('bad', { reason: 'not-a-notification', message: 'no', time: 5 });
    writeFileSync(join(spool.newDirectory, 'fresh'), 'a notification');
    const wait = { attempts: 3, since: 1, nextTime: 2, seconds: 1, reason: 'timeout', message: 'm' };
    new RetryState(spool, 'http').save(wait);
  });

  function overview(): SpoolOverview {
    return JSON.parse(listSpool(config, true)) as SpoolOverview;
  }

  function failedNames(): string[] {
    return overview().failed.map(({ name }) => name);
  }

  function shown(name: string): unknown {
    return JSON.parse(showSpoolEntry(config, name, true));
  }

  it('lists what waits, when it is tried again, what failed, and why', () => {
    const none = { waiting: 0, failed: 0, overflowed: 0, removed: 0 };
    assert.deepEqual(overview(), {
      directory: `${scratch()}/spool`,
      arrived: 1,
      notifiers: [
        { name: 'log', isConfigured: true, ...none },
        {
          name: 'http',
          isConfigured: true,
          ...none,
          waiting: 2,
          oldestTime: 2,
          attempts: 3,
          nextTime: 2,
          reason: 'timeout',
          message: 'm',
          failed: 1,
        },
        { name: 'pigeon', isConfigured: false, ...none, waiting: 1, oldestTime: exampleEvent().time },
      ],
      episodes: [],
      failed: [
        { name: failedName, reason: 'rejected', message: '400\u001b[1m', time: 4 },
        { name: 'new/bad', reason: 'not-a-notification', message: 'no', time: 5 },
      ],
    });
  });

  it('draws that for people, and lets nothing play tricks with the terminal', () => {
    const { notifiers, ...rest } = overview();
    const lost = notifiers.map((each) => ({ ...each, nextTime: 100, overflowed: 7, removed: 8 }));
    const text = formatOverview({ ...rest, notifiers: [lost[1]!, lost[2]!] }, 80);
    assert.deepEqual(text.split('\n'), [
      `${scratch()}/spool: 1 notification waits to be looked at`,
      '',
      'notifier  waiting  oldest    failures  next attempt  why',
      'http            2  78 s ago         3  in 20 s       timeout: m',
      'pigeon          1  0 s ago             in 20 s       dma.yaml does not name it',
      '',
      '7 events for http are dead letters because too many waited',
      '8 dead letters of http were removed because there were too many',
      '7 events for pigeon are dead letters because too many waited',
      '8 dead letters of pigeon were removed because there were too many',
      '',
      'failed                     when      why',
      `${failedName}  76 s ago  rejected: 400?[1m`,
      'new/bad                    75 s ago  not-a-notification: no',
      '',
    ]);
  });

  it('names the last of many failures', () => {
    const failed = Array.from({ length: 25 }, (_, index) => ({ name: `http/${index}` }));
    const text = formatOverview({ directory: '/s', arrived: 0, notifiers: [], episodes: [], failed }, 0);
    assert.match(text, /^\/s: nothing waits to be looked at\n/);
    assert.match(text, /\nhttp\/24\nand 5 more; --json shows all\n$/);
    assert.doesNotMatch(text, /http\/4\n/);
  });

  it('shows an entry, and why it failed', () => {
    const event = exampleEvent({ time: 1, id: 'e1' });
    const why = { reason: 'rejected', message: '400\u001b[1m', time: 4 };
    assert.deepEqual(shown(failedName), {
      name: failedName,
      state: 'failed',
      why,
      content: { version: 1, ...event },
    });
    const { state, retry } = shown(waitingName) as { state: string; retry: object };
    const wait = { attempts: 3, since: 1, nextTime: 2, seconds: 1, reason: 'timeout', message: 'm' };
    assert.deepEqual([state, retry], ['waiting', wait]);
    assert.equal((shown('new/bad') as { content: string }).content, 'no notification');
    for (const name of ['http/none', 'http', 'none/x', '../dma.yaml', 'http/../../dma.yaml'])
      assert.throws(() => showSpoolEntry(config, name, false), OutsideError, name);
  });

  it('shows nothing that plays tricks with the terminal', () => {
    const content = `a\u202eb\u009bc\n`;
    writeFileSync(join(spool.newDirectory, 'fresh'), content);
    for (const json of [true, false]) {
      const text = showSpoolEntry(config, 'new/fresh', json);
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      assert.equal((JSON.parse(text) as { content: string }).content, content);
    }
    assert.match(showSpoolEntry(config, 'new/fresh', false), /\n {2}"state": "waiting",\n/);
  });

  it('puts back by name what failed, and makes its notifier due', () => {
    assert.equal(
      retrySpool(config, { names: [failedName], all: false }, false),
      '1 entry put back, 0 entries due now\n',
    );
    assert.deepEqual(spool.queue('http').names().length, 3);
    assert.deepEqual(failedNames(), ['new/bad']);
    assert.equal(overview().notifiers[1]!.attempts, undefined);
  });

  it('makes what waits due now', () => {
    const text = retrySpool(config, { names: [waitingName], all: false }, true);
    assert.deepEqual(JSON.parse(text), { putBack: 0, dueNow: 1 });
    assert.equal(overview().notifiers[1]!.attempts, undefined);
    assert.equal(failedNames().length, 2);
  });

  it('retries all of a notifier, and everything', () => {
    assert.deepEqual(JSON.parse(retrySpool(config, { names: ['http'], all: false }, true)), {
      putBack: 1,
      dueNow: 2,
    });
    assert.match(
      retrySpool(config, { names: [], all: true }, false),
      /^1 entry put back, 5 entries due now; dma.yaml does not name pigeon\n$/,
    );
    assert.deepEqual(readdirSync(spool.newDirectory).toSorted(), ['bad', 'fresh']);
    assert.throws(() => retrySpool(config, { names: [], all: false }, false), UsageError);
  });

  it('drops by exact name only', () => {
    assert.throws(() => dropSpool(config, { names: ['http'], all: false }, false), {
      name: 'UsageError',
      message: 'http stands for 3 entries; to remove them all, say --all as well',
    });
    assert.throws(() => dropSpool(config, { names: ['http/0000'], all: false }, false), OutsideError);
    assert.throws(() => dropSpool(config, { names: [], all: false }, false), UsageError);
    assert.equal(spool.queue('http').names().length, 2);
    assert.equal(
      dropSpool(config, { names: [failedName, waitingName], all: false }, false),
      '2 entries removed\n',
    );
    assert.deepEqual(spool.queue('http').names(), ['000000000003-n3.json']);
    assert.deepEqual(failedNames(), ['new/bad']);
  });

  it('drops all of a notifier, or everything', () => {
    assert.equal(dropSpool(config, { names: ['http'], all: true }, false), '3 entries removed\n');
    assert.equal(overview().notifiers[2]!.waiting, 1);
    assert.deepEqual(JSON.parse(dropSpool(config, { names: [], all: true }, true)), {
      removed: 3,
      ended: 0,
    });
    assert.deepEqual(failedNames(), []);
    assert.equal(overview().arrived, 0);
  });

  describe('of open episodes', () => {
    const sources = [
      'web1/dma-memory/percent-risk',
      'web1/df-var-log/df_complex-free',
      'h/cpu/cpu-a-b',
      'unknown',
      'h/df-a/b/percent',
    ];
    const routes = {
      log: { told: ['dma-000000000000000a'], held: [], before: [], summed: [], sums: [], ends: [] },
      http: {
        told: [],
        held: ['dma-000000000000000b'],
        before: [],
        summed: ['dma-000000000000000a'],
        sums: [],
        ends: [],
      },
    };

    function openEvents(): AlertEvent[] {
      return sources.map((source, index) =>
        exampleEvent({ id: `dma-000000000000000${'abcde'[index]}`, source, since: 100 - index, time: 200 }),
      );
    }

    beforeEach(() => spool.saveState({ ...spool.newState(), open: openEvents(), notifiers: routes }));

    it('lists them, and who knows of them', () => {
      const { episodes, ...rest } = overview();
      assert.equal(episodes.length, 5);
      assert.deepEqual(episodes.at(-1), {
        id: 'dma-000000000000000a',
        severity: 'WARNING',
        source: sources[0],
        since: 100,
        time: 200,
        sinks: ['log', 'http'],
        waiting: [],
        failed: [],
      });
      const text = formatOverview({ ...rest, episodes: episodes.slice(-2), failed: [] }, 160);
      assert.match(
        text,
        /\n\nopen episode +since +now +of +known to\ndma-0{15}b +61 s ago +WARNING +web1\/df-var-log\S+ +none\ndma-0{15}a +60 s ago .* log, http\n$/,
      );
      const many = Array.from({ length: 25 }, () => episodes[0]!);
      assert.match(
        formatOverview({ ...rest, episodes: many, failed: [] }, 160),
        /and 5 more; --json shows all\n$/,
      );
    });

    it('does not say that it is known to a notifier for which it waits, or that refused what is newest', () => {
      const id = 'dma-000000000000000a';
      const [log, http] = [spool.queue('log'), spool.queue('http')];
      log.put(5, 'n5', exampleEvent({ id, time: 200 }));
      for (const [number, time] of [
        [6, 100],
        [7, 200],
      ] as const) {
        http.put(number, `n${number}`, exampleEvent({ id, time }));
        const before = overview().episodes.at(-1)!;
        assert.deepEqual([before.waiting, before.failed], [['log', 'http'], []]);
        http.reject(`00000000000${number}-n${number}.json`, { reason: 'rejected', message: '400', time: 4 });
        const { waiting, failed } = overview().episodes.at(-1)!;
        assert.deepEqual([waiting, failed], [['log'], time === 200 ? ['http'] : []]);
      }
      assert.match(formatOverview(overview(), 260), /\ndma-0{15}a .* log \(waits\), http \(failed\)\n/);
    });

    for (const [index, source] of sources.entries()) {
      it(`ends one by its id: ${source}`, () => {
        const id = `dma-000000000000000${'abcde'[index]}`;
        const before = spool.listNew();
        assert.equal(
          dropSpool(config, { names: [id], all: false }, false),
          `dma deliver will tell the end of ${id}\n`,
        );
        const [name] = spool.listNew().filter((each) => !before.includes(each));
        const notification = parseNotification(spool.readNew(name!));
        const episodes = new Episodes(openEvents());
        const taken = episodes.take(notification, Date.now() / 1000);
        assert.ok(taken.kind === 'event');
        assert.deepEqual([taken.event.id, taken.event.severity, taken.event.source], [id, 'OKAY', source]);
      });
    }

    it('is not late where the clock of their host is ahead', () => {
      const time = Date.now() / 1000 + 30.123456;
      spool.saveState({ ...spool.newState(), open: [exampleEvent({ id: 'dma-1', time })] });
      const [episode] = openEpisodes(spool);
      endEpisode(spool, episode!, 7);
      assert.equal(parseNotification(spool.readNew('7.000000000.dma-1')).time, time);
    });

    it('are shown by their ids', () => {
      const [episode] = overview().episodes;
      assert.ok(episode);
      assert.deepEqual(shown(episode.id), episode);
    });

    it('removes entries by their names beside, and none for the sake of an episode', () => {
      const names = ['dma-000000000000000a', failedName];
      assert.equal(
        dropSpool(config, { names, all: false }, false),
        '1 entry removed; dma deliver will tell the end of dma-000000000000000a\n',
      );
      assert.deepEqual(JSON.parse(dropSpool(config, { names: names.slice(0, 1), all: true }, true)), {
        removed: 0,
        ended: 1,
      });
      assert.throws(() => dropSpool(config, { names: ['dma-00000000000000ff'], all: false }, false), {
        name: 'OutsideError',
        message: /there is no open episode dma-00000000000000ff; see/,
      });
    });

    it('are none where they cannot be read', () => {
      writeFileSync(join(spool.directory, 'episodes.json'), '{');
      assert.deepEqual(overview().episodes, []);
    });
  });

  it('says what is wrong with a spool that is not there', () => {
    writeFileSync(config, `spool: ${scratch()}/none\n`);
    assert.throws(() => listSpool(config, false), {
      name: 'OutsideError',
      message:
        /^spool \S+\/none: ENOENT: .*; dma deliver makes it, and it belongs to the user that dma runs as$/,
    });
  });

  it('says that sudo helps where the spool belongs to another user', () => {
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    assert.throws(
      () =>
        onSpool(config, () => {
          throw denied;
        }),
      {
        message: /EACCES: permission denied; only the user that dma runs as may do that: run it with sudo, /,
      },
    );
  });

  it('shows what is no event as text, and says what is no file, in lists as well', () => {
    const { folder } = spool.queue('http');
    const deep = '['.repeat(100_000);
    writeFileSync(join(folder, '0-deep'), deep);
    execFileSync('mkfifo', [join(folder, '0-pipe')]);
    assert.ok(showEntry(spool, findEntry(spool, 'http/0-deep')).content === deep);
    assert.throws(() => showEntry(spool, findEntry(spool, 'http/0-pipe')), {
      name: 'OutsideError',
      message: `${join(folder, '0-pipe')}: is not a regular file`,
    });
    const of = (): NotifierOverview =>
      overviewOf(spool, ['http']).notifiers.find(({ name }) => name === 'http')!;
    assert.equal(of().oldestTime, undefined);
    rmSync(join(folder, '0-deep'));
    assert.equal(of().oldestTime, undefined);
  });
});
