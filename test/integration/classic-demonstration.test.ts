import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../tools/dummies/congress/congress-dummy.ts';
import type { TableChange } from '../../tools/dummies/congress/congress.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { OwnMemory } from '../support/own-memory.ts';
import { until } from '../support/until.ts';

const mebi = 2 ** 20;
/** As in 2017, a tenth of the size. */
const sizeMebi = 20;
const size = `${sizeMebi}m`;
const count = '16';
/** Above what is taken in all, and a quarter of what the growth leads to in a minute. */
const limitBytes = 450 * mebi;

describe('the files of conf/classic', function () {
  let folder: string;
  let memory: OwnMemory;
  let congress: RunningCongressDummy;
  let stack: PrivateStack | undefined;
  let watch: StackWatch;
  const changes: TableChange[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-classic-'));
    chmodSync(folder, 0o755);
    memory = new OwnMemory(folder);
    congress = await startCongressDummy({ onChange: (change) => changes.push(change) });
    stack = await startPrivateStack({
      conf: 'conf/classic',
      env: congress.env,
      exchanges: [['FailureMax 8000000000', `FailureMax ${limitBytes}`]],
      collectdConf: memory.collectdConf(0.1),
      configure: (config) => {
        config.setIn(['targets', 'memory', 'series'], memory.series);
        config.setIn(['targets', 'memory', 'capacity'], 2 * limitBytes);
        config.setIn(['notifiers', 'congress'], {});
      },
    });
    watch = new StackWatch(stack, limitBytes, memory.series);
    await predicted();
  });

  after(async function () {
    await memory.stop();
    watch.close();
    await stack?.stop();
    await congress.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('notify of nothing when all of the memory is taken at once', async function () {
    await once(await memory.stressAtOnce(Number(count) * sizeMebi * mebi, size, count, '0', '5'), 'exit');
    await predicted();
    await watch.look(congress.rows());
    assert.deepEqual(watch.alerts, []);
    assert.deepEqual(changes, []);
  });

  it('notify of a steady growth, which is in the events table until it ends', async function () {
    const ended = once(memory.stress(size, count, '0.7', '5'), 'exit');
    await until('the row', 60, () => congress.rows().length > 0);
    assert.deepEqual(
      congress.rows().map(([, ...row]) => row.slice(0, 3)),
      [['memory', 'localhost', 'down_predict']],
    );
    await ended;
    await until('its end', 60, () => congress.rows().length === 0);
    await watch.look(congress.rows());
    assert.deepEqual(
      watch.alerts.map(({ line }) => line.split(' ').slice(1, 4).join(' ')),
      ['FAILURE localhost memory'],
    );
  });

  /** Settles when there is a prediction of what is no longer taken, from samples of that alone. */
  async function predicted(): Promise<void> {
    await until('a prediction', 60, async () => {
      await watch.look(congress.rows());
      return watch.newest.used === 0 && watch.newest.predicted === 0;
    });
  }
});
