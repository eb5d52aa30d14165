import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, relative } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { Intake } from '../../../../plugins/delivery/intake.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { openRoute } from '../../../../plugins/delivery/route-config.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const notification =
  'Severity: WARNING\nTime: 100\nHost: web1\nPlugin: dma\nPluginInstance: memory\nType: percent\nTypeInstance: risk\n\nm\n';

describe('a crash of the machine', () => {
  const scratch = scratchFolder();
  const { log } = recordedLog();
  const { fsyncSync, renameSync, unlinkSync } = fs;
  const steps: string[] = [];
  function named(path: fs.PathLike): string {
    return relative(scratch(), String(path));
  }

  beforeEach(() => {
    fs.fsyncSync = (file) => {
      steps.push(`sync ${named(fs.readlinkSync(`/proc/self/fd/${file}`))}`);
      fsyncSync(file);
    };
    fs.renameSync = (from, to) => {
      steps.push(`rename ${named(from)} ${named(to)}`);
      renameSync(from, to);
    };
    fs.unlinkSync = (path) => {
      steps.push(`unlink ${named(path)}`);
      unlinkSync(path);
    };
    syncBuiltinESMExports();
  });
  afterEach(() => {
    Object.assign(fs, { fsyncSync, renameSync, unlinkSync });
    syncBuiltinESMExports();
  });

  it('loses and invents nothing: a notification is synced before its event, and removed after the state is', () => {
    const spool = new Spool(nodeDisk, scratch());
    spool.prepare();
    const queue = spool.queue('http');
    queue.prepare();
    fs.writeFileSync(join(spool.newDirectory, '1'), notification);
    const parts = {
      spool,
      notifiers: [{ name: 'http', route: openRoute, queue }],
      forward: 'dma',
      log,
      logger: createLogger('test', () => undefined, new KnownSecrets()),
      now: () => 100,
      isClockSettled: () => true,
    } as const;
    const intake = new Intake(parts, spool.newState());
    steps.splice(0);
    intake.takeSome();
    assert.deepEqual(steps, [
      // A first state: without one, nobody could tell which events are to be taken back.
      'sync tmp/episodes.json',
      'rename tmp/episodes.json episodes.json',
      'sync ',
      'sync new',
      'sync tmp/queue-http',
      'rename tmp/queue-http queue/http/000000000001-1.json',
      'sync queue/http',
      'sync tmp/episodes.json',
      'rename tmp/episodes.json episodes.json',
      'sync ',
      'unlink new/1',
      'sync new',
    ]);
  });
});
