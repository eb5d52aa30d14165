import assert from 'node:assert/strict';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { RetryState } from '../../../../plugins/spool/retry-state.ts';
import { SilenceFiles } from '../../../../plugins/spool/silence-files.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { lookAtSpool } from '../../../../tools/outlook/spool-look.ts';
import { exampleTime } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { openId, putSpool } from '../../../support/watched-past.ts';

describe('the look at the spool', () => {
  const scratch = scratchFolder();

  it('tells open alerts with who was told, silences, and notifiers that fail', () => {
    const spool = putSpool(join(scratch(), 'spool'), exampleTime);
    const silence = {
      id: '1a2b3c4d',
      host: 'web*',
      start: exampleTime,
      end: exampleTime + 60,
      comment: '',
      by: 'ada',
    };
    new SilenceFiles(nodeDisk, spool.directory).add(silence);
    new RetryState(spool, 'http').save({
      attempts: 3,
      since: exampleTime,
      nextTime: exampleTime,
      seconds: 1,
      reason: 'refused',
      message: 'POST: 503',
    });
    const sight = lookAtSpool(spool, ['log', 'http'], exampleTime + 1);
    assert.deepEqual([sight.problem, sight.isDeliverThere, sight.arrived], [undefined, false, 0]);
    assert.deepEqual(sight.notifiers, [
      { name: 'log', waiting: 0, failed: 0 },
      { name: 'http', waiting: 0, failed: 0, attempts: 3, message: 'POST: 503' },
    ]);
    const [alert] = sight.alerts;
    assert.deepEqual(
      [alert?.event.id, alert?.told, alert?.silence?.id, alert?.event.alertContext?.culprits[0]?.name],
      [openId, ['log'], '1a2b3c4d', 'stress-ng'],
    );
    assert.deepEqual(lookAtSpool(spool, ['log'], exampleTime + 61).silences, []);
  });

  it('says why it cannot be read', () => {
    const { problem, alerts } = lookAtSpool(new Spool(nodeDisk, join(scratch(), 'none')), [], exampleTime);
    assert.match(problem!, /^cannot be read: .*; dma deliver makes it$/);
    assert.deepEqual(alerts, []);
  });
});
