import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Episodes } from '../../../plugins/episodes.ts';
import { Intake } from '../../../plugins/intake.ts';
import { Spool } from '../../../plugins/spool.ts';
import { recordedLog } from '../../recorded-log.ts';
import { scratchFolder } from '../../scratch-folder.ts';

function notification(severity: string, time: number, plugin = 'dma'): string {
  return `Severity: ${severity}\nTime: ${time}\nHost: web1\nPlugin: ${plugin}\nPluginInstance: memory\nType: percent\nTypeInstance: risk\n\nm\n`;
}

describe('the intake of notifications', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  let spool: Spool;
  beforeEach(() => {
    spool = new Spool(scratch());
    spool.prepare(['log', 'http']);
    said();
  });

  /** As a process does that has just started. */
  function started(forward: 'dma' | 'all' = 'dma'): Intake {
    return new Intake(spool, new Episodes(spool.loadOpen()), forward, ['log', 'http'], log);
  }

  function arrive(name: string, text: string): void {
    writeFileSync(join(spool.newDirectory, name), text);
  }

  it('queues an event for every notifier, and leaves nothing behind', () => {
    arrive('1', notification('WARNING', 100));
    assert.equal(started().takeAll(), true);
    const [[forLog], [forHttp]] = [spool.queued('log', 9), spool.queued('http', 9)];
    assert.deepEqual(forLog, forHttp);
    assert.equal(forLog!.event.source, 'web1/dma-memory/percent-risk');
    assert.deepEqual(spool.loadOpen(), [forLog!.event]);
    assert.deepEqual(spool.listNew(), []);
    assert.deepEqual(said(), []);
  });

  it('loses no OKAY to a disk that is full for a while', () => {
    arrive('1', notification('WARNING', 100));
    const intake = started();
    intake.takeAll();
    arrive('2', notification('OKAY', 200));
    const enqueue = spool.enqueue.bind(spool);
    spool.enqueue = () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    assert.throws(() => intake.takeAll(), /no space left/);
    spool.enqueue = enqueue;
    intake.takeAll();
    assert.deepEqual(
      spool.queued('http', 9).map(({ event }) => event.severity),
      ['WARNING', 'OKAY'],
    );
    assert.deepEqual(spool.loadOpen(), []);
  });

  it("goes by the notifications' own times, not by their names", () => {
    arrive('a', notification('OKAY', 300));
    arrive('b', notification('WARNING', 100));
    arrive('c', notification('FAILURE', 200));
    started().takeAll();
    const events = spool.queued('log', 9).map(({ event }) => event);
    assert.deepEqual(
      events.map(({ severity }) => severity),
      ['WARNING', 'FAILURE', 'OKAY'],
    );
    assert.equal(new Set(events.map(({ id }) => id)).size, 1);
    assert.deepEqual(spool.loadOpen(), []);
  });

  it('puts aside what is no notification, says so, and takes the rest', () => {
    arrive('1', 'hello\n\nworld');
    arrive('2', '');
    arrive('3', notification('WARNING', 100));
    assert.equal(started().takeAll(), true);
    assert.equal(spool.queued('log', 9).length, 1);
    assert.deepEqual(readdirSync(join(spool.directory, 'failed')).toSorted(), ['1', '2']);
    assert.deepEqual(said(), [
      `warning: spool entry 1 is not a notification ("hello" is not a header line); it is now in ${scratch()}/failed`,
      `warning: spool entry 2 is not a notification (no empty line between the headers and the message); it is now in ${scratch()}/failed`,
    ]);
  });

  it("forwards others' notifications only when it is told to", () => {
    arrive('1', notification('WARNING', 100, 'df'));
    assert.equal(started('dma').takeAll(), false);
    assert.deepEqual(spool.listNew(), [], 'it is done with');
    arrive('2', notification('WARNING', 100, 'df'));
    assert.equal(started('all').takeAll(), true);
    assert.equal(spool.queued('log', 9)[0]!.event.kind, 'other');
  });

  it('is done with an OKAY that ends nothing', () => {
    arrive('1', notification('OKAY', 100));
    assert.equal(started().takeAll(), false);
    assert.deepEqual(spool.listNew(), []);
    assert.deepEqual(spool.queued('log', 9), []);
  });

  it('comes to the same events after a crash, whatever had been done of it', () => {
    const kept = join(scratch(), 'kept');
    arrive('1', notification('WARNING', 100));
    copyFileSync(join(spool.newDirectory, '1'), kept);
    started().takeAll();
    const [first] = spool.queued('log', 9);

    copyFileSync(kept, join(spool.newDirectory, '1'));
    started().takeAll();
    assert.deepEqual(spool.queued('log', 9), [first], 'everything done but the removal');

    copyFileSync(kept, join(spool.newDirectory, '1'));
    spool.saveOpen([]);
    spool.removeQueued('http', spool.queued('http', 9)[0]!.name);
    started().takeAll();
    assert.deepEqual(spool.queued('log', 9), [first], 'queued for one notifier only, episodes not saved');
    assert.deepEqual(spool.queued('http', 9), [first]);
    assert.deepEqual(spool.loadOpen(), [first!.event]);
  });

  it('ends an episode that began before a restart, under its id', () => {
    arrive('1', notification('WARNING', 100));
    started().takeAll();
    arrive('2', notification('OKAY', 200));
    started().takeAll();
    const [warning, okay] = spool.queued('log', 9).map(({ event }) => event);
    assert.equal(okay!.severity, 'OKAY');
    assert.equal(okay!.id, warning!.id);
  });
});
