import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrialOutcome } from '../../../../notifiers/trial.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { TestResults } from '../../../../plugins/spool/test-results.ts';
import { testChain, type ChainTestParts } from '../../../../tools/check/chain-test.ts';
import { FakeCollectd } from '../../../support/fake-collectd.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const missing = (subject: string) => (/dma/.test(subject) ? `the cause at ${subject}` : undefined);

describe('the test of the chain', () => {
  const scratch = scratchFolder();
  let collectd: FakeCollectd;
  let spool: string;
  let results: TestResults;
  /** The things to happen, one with each look into the spool. */
  let next: (() => void)[];
  let token: string;

  beforeEach(async () => {
    spool = join(scratch(), 'spool');
    for (const folder of ['tmp', 'new']) mkdirSync(join(spool, folder), { recursive: true });
    results = new TestResults(nodeDisk, spool);
    collectd = new FakeCollectd(join(scratch(), 'socket'));
    collectd.answer = (command) => {
      token = /test_([0-9a-f]{16})"/.exec(command)![1]!;
      return '0 Success\n';
    };
    await collectd.start();
    next = [];
  });
  afterEach(() => collectd.stop());

  const arrives = (): void => writeFileSync(join(spool, 'new/1'), `TypeInstance: test_${token}\n\n`);
  const isTaken = (notifiers: Readonly<Record<string, TrialOutcome | null>>) => (): void => {
    results.write(token, { taken: 1, notifiers });
    for (const name of readdirSync(join(spool, 'new'))) unlinkSync(join(spool, 'new', name));
  };

  async function tested(more: Partial<ChainTestParts> = {}): Promise<readonly string[]> {
    let seconds = 0;
    const findings = await testChain({
      socket: collectd.path,
      spool,
      notifiers: ['log'],
      host: 'web1',
      missing: () => undefined,
      maxSeconds: 10,
      now: () => 1000,
      monotonic: () => seconds,
      pause: async (waited) => {
        seconds += waited;
        next.shift()?.();
      },
      ...more,
    });
    return findings.map(
      ({ subject, ok, kind, text }) =>
        `${ok ? (kind ?? 'ok') : 'MISSING'} ${subject}: ${text.replaceAll(scratch(), '')}`,
    );
  }

  const socket = "ok test, socket: collectd's socket took the notification";
  const exec = 'ok test, NotificationExec: ran: the notification is in /spool';
  const deliver = 'ok test, dma deliver: took the notification from the spool';

  it('follows the notification to each notifier', async () => {
    next = [
      () => undefined,
      arrives,
      isTaken({ log: null, http: null, nova: null, congress: null }),
      isTaken({
        log: { kind: 'taken' },
        http: { kind: 'failed', reason: 'forbidden', message: 'answered 403', cure: 'give the right' },
        nova: { kind: 'accessible', note: 'there is no service' },
        congress: { kind: 'accessible' },
      }),
    ];
    const access = 'could log in and read; nothing was sent, because alerts act there';
    assert.deepEqual(
      (await tested({ notifiers: ['log', 'http', 'nova', 'congress', 'new'] })).map((line) =>
        line.replace(', and no test can be told from one', ''),
      ),
      [
        socket,
        exec,
        deliver,
        'ok test, notifier log: the receiver took the test',
        'MISSING test, notifier http: refused (forbidden): answered 403; give the right',
        `note test, notifier nova: ${access}; there is no service`,
        `ok test, notifier congress: ${access}`,
        'MISSING test, notifier new: dma deliver does not know it yet: systemctl reload dma-deliver, or where collectd starts it, pkill -HUP -u collectd-dma -f deliver',
      ],
    );
    assert.match(collectd.commands.join(), /^PUTNOTIF severity=okay .*host="web1" plugin="dma"/);
  });

  it('is told apart from other tests and notifications in the spool', async () => {
    writeFileSync(join(spool, 'new/0'), 'TypeInstance: test_0000000000000000\n\n');
    assert.match(
      (await tested()).at(-1)!,
      /^MISSING test, NotificationExec: nothing came to \/spool within 10 s: /,
    );
  });

  it('sees a notification that dma deliver has taken at once', async () => {
    next = [isTaken({ log: { kind: 'taken' } })];
    assert.deepEqual((await tested()).slice(0, 3), [socket, exec, deliver]);
  });

  it('ends at the first link that is missing, with the cause that another finding has', async () => {
    assert.deepEqual(await tested({ missing }), [
      socket,
      'MISSING test, NotificationExec: nothing came to /spool within 10 s: the cause at program dma-enqueue',
    ]);
    next = [arrives];
    assert.deepEqual(await tested({ missing }), [
      socket,
      exec,
      'MISSING test, dma deliver: has not taken it within 10 s: the cause at program dma deliver',
    ]);
    await collectd.stop();
    assert.match((await tested()).join(), /^MISSING test, socket: collectd at \/socket: .*ENOENT/);
    const known = await tested({ missing: () => 'no socket; copy it' });
    assert.deepEqual(known, ['MISSING test, socket: no socket; copy it']);
  });

  it('says which receiver has not answered, and that nobody is told', async () => {
    next = [isTaken({ log: null })];
    assert.match(
      (await tested()).at(-1)!,
      /^MISSING test, notifier log: no answer within 10 s; the log of dma deliver/,
    );
    next = [isTaken({})];
    assert.match((await tested({ notifiers: [] })).at(-1)!, /^MISSING test, notifiers: dma.yaml has none/);
  });

  it('says why collectd does not take it, and where its socket is not known', async () => {
    collectd.answer = () => '-1 Malformed option\n';
    assert.deepEqual(await tested(), [
      'MISSING test, socket: collectd refuses the notification: Malformed option',
    ]);
    assert.match(
      (await tested({ socket: undefined })).join(),
      /^MISSING test, socket: no socket of collectd .*copy/,
    );
  });

  it('sends nothing when it could not see what comes of it', async () => {
    mkdirSync(join(spool, 'tests'));
    // A file in place of the folder cannot be listed, by root either.
    writeFileSync(join(scratch(), 'spool-file'), '');
    const found = await tested({ spool: join(scratch(), 'spool-file') });
    assert.equal(found.length, 1);
    assert.match(
      found[0]!,
      /^MISSING test, spool: nothing was sent, .*ENOTDIR.*sudo -u collectd-dma dma check --test/,
    );
    assert.deepEqual(collectd.commands, []);
  });
});
