import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
    blind.close();
  });
});
