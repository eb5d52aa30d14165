import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Arrivals } from '../../../../plugins/delivery/arrivals.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const longSeconds = 60;

describe('watching for arrivals', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  let stop: AbortController;
  let arrivals: Arrivals;
  beforeEach(() => {
    stop = new AbortController();
    arrivals = new Arrivals(scratch(), log);
  });
  afterEach(() => arrivals.close());

  it('ends when a file arrives, also before it was waited for', async () => {
    const waiting = arrivals.next(longSeconds, stop.signal);
    writeFileSync(join(scratch(), 'a'), '');
    await waiting;
    rmSync(join(scratch(), 'a'));
    await new Promise((resolve) => setTimeout(resolve, 50));
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
    const blind = new Arrivals(join(scratch(), 'none'), log);
    assert.match(said()[0]!, /^warning: watching \S+\/none is not possible \(ENOENT/);
    await blind.next(0.01, stop.signal);
    blind.close();
  });
});
