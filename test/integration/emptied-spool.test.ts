import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { MountNamespace } from '../support/mount-namespace.ts';
import type { RunningDma } from '../support/run-dma.ts';
import { spoolOwner } from '../support/spool-owner.ts';
import { notificationText, SpoolStage, type Received } from '../support/spool-stage.ts';
import { until } from '../support/until.ts';

const enqueueScript = join(packageRoot, 'plugins/dma-enqueue');
const severities = ['WARNING', 'FAILURE'] as const;

/** Losses of a spool in use by a person, tmpfiles or a backup; and the words about each. */
const losses: Record<string, [(spool: string) => void, RegExp | undefined]> = {
  'the queues are removed': [
    (spool) => removeIn(join(spool, 'queue')),
    /has lost queue\/http, queue\/log; it is made anew/,
  ],
  'the queue of one notifier is removed': [
    (spool) => rmSync(join(spool, 'queue/log'), { recursive: true }),
    /has lost queue\/log; it is made anew/,
  ],
  'the folder of all queues is removed': [
    (spool) => rmSync(join(spool, 'queue'), { recursive: true }),
    /has lost queue; it is made anew/,
  ],
  // dma-enqueue may be the first to make these.
  'the inbox is removed': [(spool) => rmSync(join(spool, 'new'), { recursive: true }), undefined],
  'the folder of files that are being written is removed': [
    (spool) => rmSync(join(spool, 'tmp'), { recursive: true }),
    undefined,
  ],
  'everything in it is removed': [removeIn, /has lost .*failed, queue, retry; it is made anew/],
  'it is removed': [(spool) => rmSync(spool, removal), /(was gone|has lost .*queue.*); it is made anew/],
  'it is moved away': [
    (spool) => renameSync(spool, `${spool}.old`),
    /(was gone|has lost .*queue.*); it is made anew/,
  ],
  'its lock is removed': [(spool) => rmSync(join(spool, 'lock')), /has got another lock file/],
  'its state is removed': [(spool) => rmSync(join(spool, 'episodes.json')), undefined],
  'another lock takes the place of its own': [
    (spool) => {
      writeFileSync(join(spool, 'other'), '');
      renameSync(join(spool, 'other'), join(spool, 'lock'));
    },
    /has got another lock file/,
  ],
  'an empty backup of it is restored': [
    (spool) => {
      rmSync(spool, removal);
      cpSync(`${spool}.old`, spool, { recursive: true });
    },
    undefined,
  ],
};

/** The program may write meanwhile. */
const removal = { recursive: true, maxRetries: 10, retryDelay: 20 } as const;

function removeIn(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), removal);
}

describe('a spool that is emptied while it is in use', function () {
  let stage: SpoolStage;
  let dma: RunningDma;
  let time = Math.round(Date.now() / 1000);

  before(async () => {
    stage = await SpoolStage.start((folder) => `  log: {file: ${folder}/events.log}\n`);
    dma = stage.deliver();
    await delivers(enqueue);
  });
  after(() => stage?.stop());

  function enqueue(text: string): void {
    const { status, stderr } = spawnSync('/bin/sh', [enqueueScript, stage.spool], {
      input: text,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  }

  async function delivers(give: (text: string) => void): Promise<Received> {
    const count = stage.received.length;
    time += 1;
    give(notificationText('web1', severities[time % 2]!, time));
    return until(`the event of ${time}`, 60, () => stage.received[count]);
  }

  for (const [loss, [lose, words]] of Object.entries(losses)) {
    it(`is made anew when ${loss}: the next notification is delivered, as part of its episode`, async () => {
      const { id } = stage.received[0]!;
      dma.output.stderr = '';
      lose(stage.spool);
      assert.equal((await delivers(enqueue)).id, id);
      await until('the state', 60, () => readdirSync(stage.spool).includes('episodes.json'));
      assert.equal((await delivers(enqueue)).id, id);
      assert.equal(spoolOwner(stage.spool), dma.child.pid);
      // What it was about to write just then may fail, which it says too.
      const lines = dma.output.stderr.split('\n').filter((line) => /made anew|another lock/.test(line));
      if (words) assert.match(lines.join('\n'), words);
      if (words) assert.equal(lines.length, 1, dma.output.stderr);
    });
  }

  it('is worked on by one program alone, whoever locks the lock that is there now', async () => {
    const second = stage.deliver();
    await until('its words', 60, () => second.output.stderr.includes('waiting to take over'));
    for (let times = 0; times < 3; times++) {
      rmSync(join(stage.spool, 'lock'));
      await delivers(enqueue);
      await until('an owner', 60, () => spoolOwner(stage.spool) !== undefined);
      const count = stage.received.length;
      await delivers(enqueue);
      assert.equal(stage.received.length, count + 1);
    }
    const [first, other] = [dma, second].toSorted(({ child }) =>
      child.pid === spoolOwner(stage.spool) ? -1 : 1,
    );
    first!.child.kill('SIGKILL');
    await first!.exited;
    await until('the other one', 60, () => spoolOwner(stage.spool) === other!.child.pid);
    await delivers(enqueue);
    dma = other!;
  });

  it('is joined with what comes over it and goes again, such as a volume that is mounted late', async () => {
    dma.child.kill('SIGKILL');
    await dma.exited;
    const { id } = stage.received[0]!;
    const namespace = await MountNamespace.start('true');
    const enqueueThere = (text: string): void => {
      const { status, stderr } = namespace.run(['/bin/sh', enqueueScript, stage.spool], text);
      assert.equal(status, 0, stderr);
    };
    const mounted = namespace.startDma(['deliver', '--config', stage.config]);
    try {
      assert.equal((await delivers(enqueueThere)).id, id);
      assert.equal(namespace.run(['mount', '-t', 'tmpfs', 'none', stage.spool]).status, 0);
      assert.equal((await delivers(enqueueThere)).id, id);
      await until('its words', 60, () => mounted.output.stderr.includes('has lost '));
      assert.equal((await delivers(enqueueThere)).id, id);
      assert.equal(namespace.run(['umount', '--lazy', stage.spool]).status, 0);
      assert.equal((await delivers(enqueueThere)).id, id);
      await until('its words', 60, () => mounted.output.stderr.includes('has got another lock file'));
      assert.equal((await delivers(enqueueThere)).id, id);
    } finally {
      mounted.child.kill('SIGKILL');
      await mounted.exited;
      await namespace.stop();
    }
  });
});
