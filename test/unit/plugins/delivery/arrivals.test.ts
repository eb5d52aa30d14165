import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Arrivals } from '../../../../plugins/delivery/arrivals.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const longSeconds = 60;

function spoolOf(directory: string): { readonly directory: string; readonly newDirectory: string } {
  return { directory, newDirectory: join(directory, 'new') };
}

describe('watching for arrivals', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  let stop: AbortController;
  let arrivals: Arrivals;
  beforeEach(() => {
    stop = new AbortController();
    mkdirSync(spoolOf(scratch()).newDirectory);
    arrivals = new Arrivals(spoolOf(scratch()), log);
  });
  afterEach(() => arrivals.close());

  /** The open descriptors of folders in the spool. */
  function opened(): string[] {
    return readdirSync('/proc/self/fd').flatMap((descriptor) => {
      try {
        const file = readlinkSync(`/proc/self/fd/${descriptor}`);
        return file.startsWith(scratch()) ? [file] : [];
      } catch {
        return [];
      }
    });
  }

  /** True when `next` still waits after a while. */
  async function isWaiting(): Promise<boolean> {
    const end = new AbortController();
    let isOver = false;
    const waiting = arrivals.next(longSeconds, end.signal).then(() => (isOver = true));
    await sleep(50);
    const isStill = !isOver;
    end.abort();
    await waiting;
    return isStill;
  }

  it('waits while nothing arrives, whatever else changes in the spool', async () => {
    assert.equal(await isWaiting(), true);
    writeFileSync(join(scratch(), 'new', 'a'), '');
    await sleep(50);
    assert.deepEqual([await isWaiting(), await isWaiting()], [false, true]);
    writeFileSync(join(scratch(), 'episodes.json'), '');
    assert.equal(await isWaiting(), true);
    const start = performance.now();
    await arrivals.next(0.05, stop.signal);
    assert.ok(performance.now() - start >= 49);
  });

  it('keeps no folder open when it is closed, or that is gone', async () => {
    assert.deepEqual(opened().toSorted(), [scratch(), join(scratch(), 'new')]);
    rmSync(join(scratch(), 'new'), { recursive: true });
    mkdirSync(join(scratch(), 'new'));
    await arrivals.next(longSeconds, stop.signal);
    assert.deepEqual(opened().toSorted(), [scratch(), join(scratch(), 'new')]);
    arrivals.close();
    assert.deepEqual(opened(), []);
  });

  it('says nothing of a folder that is missing for a while', async () => {
    rmSync(join(scratch(), 'new'), { recursive: true });
    await arrivals.next(0.05, stop.signal);
    assert.deepEqual([await isWaiting(), said()], [true, []]);
    mkdirSync(join(scratch(), 'new'));
    await arrivals.next(longSeconds, stop.signal);
    assert.deepEqual(said(), []);
  });

  it('ends when a file arrives, also before it was waited for', async () => {
    const waiting = arrivals.next(longSeconds, stop.signal);
    writeFileSync(join(scratch(), 'new', 'a'), '');
    await waiting;
    rmSync(join(scratch(), 'new', 'a'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await arrivals.next(longSeconds, stop.signal);
    assert.deepEqual(said(), []);
  });

  it('ends when a file arrives in a folder that was made anew, and when the lock goes', async () => {
    for (let times = 0; times < 2; times++) {
      rmSync(join(scratch(), 'new'), { recursive: true });
      mkdirSync(join(scratch(), 'new'));
      await arrivals.next(longSeconds, stop.signal);
      // Reports of its own removal may still come.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await arrivals.next(0, stop.signal);
      const waiting = arrivals.next(longSeconds, stop.signal);
      writeFileSync(join(scratch(), 'new', 'a'), '');
      await waiting;
    }
    writeFileSync(join(scratch(), 'lock'), '');
    await arrivals.next(longSeconds, stop.signal);
    assert.deepEqual(said(), []);
  });

  it('ends after its time, and when it is aborted, and leaves no listener behind', async () => {
    await arrivals.next(0.01, stop.signal);
    const waiting = arrivals.next(longSeconds, stop.signal);
    stop.abort();
    await waiting;
    await arrivals.next(longSeconds, stop.signal);
    assert.deepEqual(getEventListeners(stop.signal, 'abort'), []);
  });

  it('waits for its whole time where a folder cannot be watched', async () => {
    const blind = new Arrivals(spoolOf(join(scratch(), 'none')), log);
    assert.match(said()[0]!, /^warning: watching \S+\/none\/new is not possible \(ENOENT/);
    await blind.next(0.01, stop.signal);
    mkdirSync(join(scratch(), 'none', 'new'), { recursive: true });
    await blind.next(longSeconds, stop.signal);
    assert.equal(said().filter((line) => / recovered after /.test(line)).length, 2);
    blind.close();
  });
});
