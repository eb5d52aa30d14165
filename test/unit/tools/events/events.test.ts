import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../../../tools/dummies/congress/congress-dummy.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { clearEvents, createEventsSource, listEvents, showSchema } from '../../../../tools/events/events.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const row = (monitor: string) => ['t', 'memory', 'web1', 'down_predict', monitor, 'i'];

describe('dma events', () => {
  const scratch = scratchFolder();
  let dummy: RunningCongressDummy;

  beforeEach(async () => {
    dummy = await startCongressDummy({ unknownDelaySeconds: 0 });
  });
  afterEach(() => dummy.close());

  /** A dma.yaml with all that is needed, so that nothing comes from this process' environment. */
  const configFile = async (datasource = 'doctor') => {
    const [file, passwordFile] = [join(scratch(), 'dma.yaml'), join(scratch(), 'password')];
    await writeFile(passwordFile, 'secret\n', { mode: 0o600 });
    const auth = { authUrl: dummy.authUrl, username: 'admin', passwordFile, projectName: 'admin' };
    await writeFile(file, JSON.stringify({ notifiers: { congress: { datasource, auth } } }));
    return file;
  };

  it('shows the columns of the table as Congress has them, as text and as JSON', async () => {
    const file = await configFile();
    const columns = ['time', 'type', 'hostname', 'status', 'monitor', 'monitor_event_id'];
    assert.equal(
      await showSchema({ secrets: new KnownSecrets(), file }, false),
      `doctor/events: ${columns.join(', ')}\n`,
    );
    assert.deepEqual(JSON.parse(await showSchema({ secrets: new KnownSecrets(), file }, true)), {
      datasource: 'doctor',
      tables: [{ table: 'events', columns }],
    });
    await assert.rejects(
      showSchema({ secrets: new KnownSecrets(), file: await configFile('nobody') }, false),
      {
        name: 'OutsideError',
        message:
          /answered 404 .*: no data source nobody; create it with "dma events create-datasource --name nobody"$/,
      },
    );
  });

  it('creates the data source of dma.yaml, which can then be listed, and says when there is one', async () => {
    const file = await configFile('doctor_two');
    await assert.rejects(listEvents({ secrets: new KnownSecrets(), file }, true), {
      name: 'OutsideError',
      message: /no data source doctor_two; create it with "dma events create-datasource --name doctor_two"/,
    });
    const options = { name: undefined, persistData: true };
    assert.equal(
      await createEventsSource({ secrets: new KnownSecrets(), file }, options, false),
      `data source doctor_two created (${dummy.dataSourceId('doctor_two')}); its rows survive a restart of Congress\n`,
    );
    assert.equal(await listEvents({ secrets: new KnownSecrets(), file }, true), '[]\n');
    await assert.rejects(createEventsSource({ secrets: new KnownSecrets(), file }, options, false), {
      name: 'OutsideError',
      message: /answered 409 .*: data source doctor_two exists already$/,
    });
  });

  it('says what to do where the password cannot be read', async () => {
    const file = await configFile();
    await chmod(join(scratch(), 'password'), 0o644);
    await assert.rejects(listEvents({ secrets: new KnownSecrets(), file }, true), {
      name: 'OutsideError',
      message: /^secret file \S+ is readable by everyone; chmod 600 \S+$/,
    });
  });

  it('says which name it has guessed, unless dma.yaml, collectd or --name says it', async () => {
    const file = await configFile('doctor_{writer}');
    const [before, machine] = [process.env['COLLECTD_HOSTNAME'], hostname()];
    const datasource = `doctor_${machine.replaceAll(/[^A-Za-z0-9_.]/g, '_')}`;
    const mind = `${machine} is this machine's name: if collectd's Hostname is another one, set writer in dma.yaml to that`;
    try {
      delete process.env['COLLECTD_HOSTNAME'];
      for (const look of [listEvents, showSchema])
        await assert.rejects(look({ secrets: new KnownSecrets(), file }, false), (error: Error) =>
          error.message.endsWith(`create-datasource --name ${datasource}"; ${mind}`),
        );
      const options = { name: undefined, persistData: true };
      const text = await createEventsSource({ secrets: new KnownSecrets(), file }, options, false);
      assert.equal(text.split('\n')[1], `mind: ${mind}`);
      const named = await createEventsSource(
        { secrets: new KnownSecrets(), file },
        { name: 'x', persistData: true },
        true,
      );
      assert.deepEqual(Object.keys(JSON.parse(named) as object), ['id', 'name', 'persistData']);

      process.env['COLLECTD_HOSTNAME'] = 'web1.example.org';
      assert.match(
        await createEventsSource({ secrets: new KnownSecrets(), file }, options, false),
        /^data source doctor_web1\.example\.org .*\n$/,
      );
      await writeFile(file, (await readFile(file, 'utf8')).replace('{', '{"writer":"east-1",'));
      assert.match(
        await createEventsSource({ secrets: new KnownSecrets(), file }, options, false),
        /^data source doctor_east_1 .*\n$/,
      );
    } finally {
      delete process.env['COLLECTD_HOSTNAME'];
      if (before !== undefined) process.env['COLLECTD_HOSTNAME'] = before;
    }
  });

  it('creates one of another name, for rows that need not survive, and answers in JSON', async () => {
    const file = await configFile();
    const answer = await createEventsSource(
      { secrets: new KnownSecrets(), file },
      { name: 'fleeting', persistData: false },
      true,
    );
    assert.deepEqual(JSON.parse(answer), {
      id: dummy.dataSourceId('fleeting'),
      name: 'fleeting',
      persistData: false,
    });
  });

  it('refuses a name that Congress would refuse, and an id for a name', async () => {
    const file = await configFile('c1c5a3c0-63bd-4bb5-9a2f-5d1b2f0d8a11');
    await assert.rejects(
      createEventsSource({ secrets: new KnownSecrets(), file }, { name: 'a-b', persistData: true }, false),
      {
        name: 'UsageError',
        message: '--name: expected letters, digits, _ and . (Congress takes no others), not "a-b"',
      },
    );
    await assert.rejects(
      createEventsSource(
        { secrets: new KnownSecrets(), file },
        { name: undefined, persistData: true },
        false,
      ),
      {
        name: 'UsageError',
        message: /is an id; say with --name what the data source shall be called$/,
      },
    );
  });

  it('clears the rows that dma wrote, of all hosts, and all others only when told to', async () => {
    const file = await configFile();
    dummy.setRows([row('collectd-dma@web1'), row('collectd-dma@web2'), row('zabbix')]);
    assert.equal(
      await clearEvents({ secrets: new KnownSecrets(), file }, false, false),
      '2 rows removed, 1 kept\nmind: a running dma deliver writes the rows of its open episodes again within a minute; end one by "dma spool drop" with its id\n',
    );
    assert.deepEqual(dummy.rows(), [row('zabbix')]);
    assert.deepEqual(JSON.parse(await clearEvents({ secrets: new KnownSecrets(), file }, true, true)), {
      removed: 1,
      kept: 0,
    });
  });

  it('takes the one congress of dma.yaml, with or without a route, and of several the one that is named', async () => {
    const file = await configFile();
    const { notifiers } = JSON.parse(await readFile(file, 'utf8')) as { notifiers: { congress: object } };
    const [east, west] = ['east', 'west'].map((name) => ({
      [`congress-${name}`]: { ...notifiers.congress, datasource: name, route: { targets: ['memory'] } },
    }));
    await createEventsSource(
      { secrets: new KnownSecrets(), file },
      { name: 'west', persistData: true },
      false,
    );
    await writeFile(file, JSON.stringify({ notifiers: { log: {}, ...west } }));
    assert.match(await showSchema({ secrets: new KnownSecrets(), file }, false), /^west\/events: /);
    await writeFile(file, JSON.stringify({ notifiers: { ...east, ...west } }));
    assert.match(
      await showSchema({ secrets: new KnownSecrets(), file, notifier: 'congress-west' }, false),
      /^west\/events: /,
    );
    for (const [notifier, message] of [
      [
        undefined,
        '--notifier: is missing: say which congress of dma.yaml is meant (congress-east, congress-west)',
      ],
      ['log', '--notifier: expected a congress of dma.yaml (congress-east, congress-west), not "log"'],
    ] as const)
      await assert.rejects(showSchema({ secrets: new KnownSecrets(), file, notifier }, false), {
        name: 'UsageError',
        message,
      });
  });
});
