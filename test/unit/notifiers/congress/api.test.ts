import assert from 'node:assert/strict';
import { createDataSource, readSchema } from '../../../../notifiers/congress/api.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { congress, openCongress } from '../../../../notifiers/congress/congress.ts';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../../../tools/dummies/congress/congress-dummy.ts';

describe('a Congress data source', () => {
  let dummy: RunningCongressDummy;
  const accessTo = () => {
    const context = {
      writer: 'one',
      env: (name: string) => dummy.env[name],
      now: () => Date.now() / 1000,
      secrets: new KnownSecrets(),
    };
    return openCongress(congress.options.parse({}), context).access;
  };

  beforeEach(async () => {
    dummy = await startCongressDummy({ unknownDelaySeconds: 0 });
  });
  afterEach(() => dummy.close());

  it('is created once, of the doctor driver, and keeps its rows in a restart where it is told to', async () => {
    for (const [name, persistData] of [
      ['kept', true],
      ['lost', false],
    ] as const) {
      const created = await createDataSource(accessTo(), name, persistData);
      assert.deepEqual(created, { kind: 'created', id: dummy.dataSourceId(name), name, persistData });
      dummy.setRows([['t', 'y', 'h', 's', 'm', 'i']], name);
    }
    dummy.restart();
    assert.deepEqual([dummy.rows('kept').length, dummy.rows('lost').length], [1, 0]);

    const again = await createDataSource(accessTo(), 'kept', true);
    assert.ok(again.kind === 'failed');
    assert.deepEqual([again.delivery.reason, again.delivery.recoverable], ['rejected', false]);
    assert.match(again.delivery.message, /answered 409 \(req-[\w-]+\): data source kept exists already$/);
  });

  it('shows the columns of its table, by name or id', async () => {
    const columns = ['time', 'type', 'hostname', 'status', 'monitor', 'monitor_event_id'];
    for (const name of ['doctor', dummy.dataSourceId('doctor')])
      assert.deepEqual(await readSchema(accessTo(), name), {
        kind: 'schema',
        tables: [{ table: 'events', columns }],
      });
    const unknown = await readSchema(accessTo(), 'nobody');
    assert.equal(unknown.kind === 'failed' && unknown.delivery.reason, 'not-found');
    const id = 'c1c5a3c0-63bd-4bb5-9a2f-5d1b2f0d8a11';
    const gone = await readSchema(accessTo(), id);
    assert.ok(gone.kind === 'failed');
    assert.match(gone.delivery.message, /name the one that there is, or create one with .* --name \.\.\."$/);
  });
});
