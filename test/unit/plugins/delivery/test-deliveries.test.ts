import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { delivered, failed, type Batch, type Notifier } from '../../../../notifiers/notifier.ts';
import { testNotification } from '../../../../plugins/collectd/test-notification.ts';
import { TestDeliveries } from '../../../../plugins/delivery/test-deliveries.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { TestResults } from '../../../../plugins/spool/test-results.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const token = '0123456789abcdef';

const notifierOf = (deliver: Notifier['deliver'], more: Partial<Notifier> = {}): Notifier => ({
  name: 'http',
  maxEvents: 1,
  deliver,
  close: () => undefined,
  ...more,
});

const arrival = (arrived = 999, of = token) => ({
  name: 'n',
  arrived,
  notification: testNotification(of, 'web1', arrived),
});

describe('the delivery of tests', () => {
  const scratch = scratchFolder();
  let results: TestResults;
  let said: string[];
  beforeEach(() => {
    mkdirSync(join(scratch(), 'tmp'));
    results = new TestResults(nodeDisk, scratch());
    said = [];
  });

  const testsOf = (notifiers: Readonly<Record<string, Notifier>>): TestDeliveries =>
    new TestDeliveries({
      results,
      notifiers: Object.entries(notifiers).map(([name, notifier]) => ({ name, notifier })),
      open: () => [exampleEvent()],
      logger: { info: (text) => said.push(text), warn: (text) => said.push(text), error: assert.fail },
      now: () => 1000,
      signal: new AbortController().signal,
    });
  it('is attempted once for each notifier, and each outcome is written down as it comes', async () => {
    const batches: Batch[] = [];
    const answers: (() => void)[] = [];
    const tests = testsOf({
      log: notifierOf(async (batch) => (batches.push(batch), delivered)),
      down: notifierOf(async () => failed('unreachable', true, 'refused')),
      slow: notifierOf(() => new Promise((resolve) => answers.push(() => resolve(delivered))), {
        repeatSeconds: 60,
      }),
      nova: notifierOf(assert.fail, { checkAccess: async () => delivered }),
      broken: notifierOf(() => Promise.reject(new Error('a bug'))),
    });
    tests.begin(arrival());
    assert.deepEqual(Object.values(results.read(token)!.notifiers), [null, null, null, null, null]);
    await new Promise(setImmediate);
    assert.deepEqual(results.read(token), {
      taken: 1000,
      notifiers: {
        log: { kind: 'taken' },
        down: { kind: 'failed', reason: 'unreachable', message: 'refused' },
        slow: null,
        nova: { kind: 'accessible' },
        broken: { kind: 'failed', reason: 'rejected', message: 'a fault of the notifier itself: a bug' },
      },
    });
    answers[0]!();
    await tests.settled();
    assert.deepEqual(results.read(token)!.notifiers['slow'], { kind: 'taken' });
    assert.deepEqual(
      batches.map(({ events: [event] }) => [event!.id, event!.host, event!.severity]),
      [
        [`dma-test-${token}`, 'web1', 'WARNING'],
        [`dma-test-${token}`, 'web1', 'OKAY'],
      ],
    );
    // Receivers that hold a state keep the alerts that are open.
    assert.deepEqual(batches[1]!.open, [exampleEvent()]);
    assert.deepEqual(said, [
      `test ${token} of dma check: log taken, down failed, slow taken, nova accessible, broken failed`,
    ]);
  });

  it('is dropped when nobody waits for it any more', async () => {
    const tests = testsOf({ log: notifierOf(assert.fail) });
    tests.begin(arrival(900));
    await tests.settled();
    assert.equal(existsSync(join(scratch(), 'tests')), false);
    assert.match(said.join(), /dropped: it is too old/);
  });

  it('is dropped where its result cannot be kept, and holds nothing up', async () => {
    writeFileSync(join(scratch(), 'tests'), 'a file in place of the folder');
    const tests = testsOf({ log: notifierOf(assert.fail) });
    tests.begin(arrival());
    await tests.settled();
    assert.match(
      said.join(),
      /^test 0123456789abcdef of dma check is dropped: its result cannot be kept: .*ENOTDIR/,
    );
  });

  it('is refused beyond a few at a time, which is written down, and follows again when they have settled', async () => {
    const answers: (() => void)[] = [];
    const hanging = notifierOf(
      () => new Promise((resolve) => answers.push(() => resolve(failed('io', true, 'x')))),
    );
    const tests = testsOf({ http: hanging });
    for (let number = 1; number <= 9; number++) tests.begin(arrival(999, `000000000000000${number}`));
    await new Promise(setImmediate);
    assert.equal(answers.length, 4);
    assert.deepEqual(results.read('0000000000000009')!.notifiers, {
      http: {
        kind: 'failed',
        reason: 'busy',
        message: 'nothing was sent, because 4 other tests are under way',
        cure: 'try again when they have ended',
      },
    });
    for (const answer of answers) answer();
    await tests.settled();
    tests.begin(arrival());
    await new Promise(setImmediate);
    assert.equal(answers.length, 5);
    answers.at(-1)!();
    await tests.settled();
  });
});
