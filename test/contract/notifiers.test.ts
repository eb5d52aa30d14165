import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { mkdtemp, open, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import nock from 'nock';
import type { Delivery, Notifier } from '../../notifiers/notifier.ts';
import { createNotifier, isNotifierName, notifierNames, notifiers } from '../../notifiers/registry.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { fastMisbehaviours, HostileReceiver } from '../support/hostile-receiver.ts';
import { interceptHttp } from '../support/intercept-http.ts';
import { assertHasRow } from '../support/readme-row.ts';
import { secretMark, type NotifierRig } from './notifiers/rig.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { exampleBatch, exampleContext, exampleEvent } from '../support/example-event.ts';

const statusTable: readonly (readonly [number, Delivery['outcome'], string?, boolean?])[] = [
  [200, 'delivered'],
  [201, 'delivered'],
  [204, 'delivered'],
  [302, 'failed', 'rejected', true],
  [400, 'failed', 'rejected', false],
  [401, 'failed', 'unauthorized', true],
  [403, 'failed', 'forbidden', true],
  [404, 'failed', 'not-found', true],
  [405, 'failed', 'rejected', true],
  [407, 'failed', 'unauthorized', true],
  [408, 'failed', 'timeout', true],
  [409, 'failed', 'rejected', false],
  [410, 'failed', 'not-found', true],
  [413, 'failed', 'too-large', true],
  [415, 'failed', 'rejected', true],
  [422, 'failed', 'rejected', false],
  [429, 'failed', 'rate-limited', true],
  [500, 'failed', 'server-error', true],
  [502, 'failed', 'server-error', true],
  [503, 'failed', 'server-error', true],
];

/** Turns of the event loop after an abort: a notifier needs one or a few; waiting for a receiver takes far more. */
const turnsAfterAbort = 1000;

/** The rig of each notifier: `test/contract/notifiers/NAME.ts`. */
const rigsByName = new Map<string, NotifierRig>();
for (const name of notifierNames) {
  const { rig } = (await import(`./notifiers/${name}.ts`)) as { rig: NotifierRig };
  rigsByName.set(name, rig);
}

describe('every notifier', () => {
  interceptHttp();
  const scratch = scratchFolder();

  it('has a name of its own, and a row in the README', () => {
    assert.equal(new Set(notifierNames).size, notifiers.length);
    for (const name of notifierNames) assertHasRow('notifiers/README.md', name);
    assert.ok(notifierNames.every(isNotifierName));
    assert.equal(isNotifierName('pigeon'), false);
  });

  for (const { name, usesWriter, ...entry } of notifiers) {
    const rig = rigsByName.get(name)!;

    describe(name, () => {
      it('refuses an unknown option by its name, and does no I/O to do so', () => {
        assert.throws(
          () => createNotifier(name, { pigeon: 1 }, exampleContext()),
          (error: Error) => error.name === 'ZodError' && error.message.includes('pigeon'),
        );
      });

      it('says its name and carries at least one event', async () => {
        const notifier = await rig.make(scratch());
        assert.equal(notifier.name, name);
        assert.ok(notifier.maxEvents >= 1);
        notifier.close();
      });

      it('delivers, and delivers the same batch again without harm or change to its input', async () => {
        rig.answer?.([200]);
        const notifier = await rig.make(scratch());
        const batch = exampleBatch();
        const copy = structuredClone(batch);
        assert.deepEqual(await deliver(notifier, batch), { outcome: 'delivered' });
        assert.deepEqual(await deliver(notifier, batch), { outcome: 'delivered' });
        assert.deepEqual(batch, copy);
      });

      it(
        usesWriter ? 'writes under the name of this writer' : 'tells its receiver no name of a writer',
        async () => {
          const carried = rig.answer?.([200]);
          await deliver(await rig.make(scratch()));
          const written = carried ? JSON.stringify(carried) : await readFile(join(scratch(), 'log'), 'utf8');
          assert.ok(written.includes(exampleEvent().resource), 'the event has been written');
          assert.equal(written.includes(exampleContext().writer), usesWriter);
        },
      );

      it('delivers a batch without events: the open episodes if it refreshes, else nothing', async () => {
        const carried = rig.answer?.([200]) ?? [];
        const notifier = await rig.make(scratch());
        const { repeatSeconds } = notifier;
        assert.ok(repeatSeconds === undefined || repeatSeconds > 0);
        if (repeatSeconds !== undefined) {
          assert.deepEqual(await deliver(notifier, { events: [], open: [exampleEvent()] }), {
            outcome: 'delivered',
          });
          assert.equal(carried.length, 1);
        }
        nock.cleanAll();
        const more = rig.answer?.([200]) ?? [];
        assert.deepEqual(await deliver(await rig.make(scratch()), { events: [], open: [] }), {
          outcome: 'delivered',
        });
        assert.deepEqual(more, []);
      });

      it('delivers hostile events: line ends, quotes, other alphabets, an impossible time', async () => {
        rig.answer?.([200]);
        const notifier = await rig.make(scratch());
        const text = 'a\r\nb\u2028"\\\u0000\u00e9\u{1f4a5}';
        const batch = exampleBatch(
          exampleEvent({ host: text, resource: text, message: text, time: 1e300, since: NaN, id: 'a b' }),
        );
        assert.deepEqual(await deliver(notifier, batch), { outcome: 'delivered' });
      });

      const acts = 'acts' in entry;
      it(
        acts
          ? 'checks its access, and changes nothing'
          : 'needs no check of its access, as a test can be sent',
        async () => {
          const carried = rig.answer?.([200]) ?? [];
          const notifier = await rig.make(scratch());
          const { signal } = new AbortController();
          assert.deepEqual(await notifier.checkAccess?.(signal), acts ? { outcome: 'delivered' } : undefined);
          assert.deepEqual(carried, []);
          if (!acts) return;
          const aborted = await notifier.checkAccess!(AbortSignal.abort());
          assert.equal(aborted.outcome === 'failed' && aborted.reason, 'aborted');
          nock.enableNetConnect();
          const away = await rig.makeAt(await freeOrigin(), scratch());
          const failure = await away.checkAccess!(signal);
          assert.equal(failure.outcome === 'failed' && failure.reason, 'unreachable');
          assertSafe(failure);
        },
      );

      it('does nothing and fails as aborted when the signal is aborted already', async () => {
        const carried = rig.answer?.([200]) ?? [];
        const notifier = await rig.make(scratch());
        const delivery = await notifier.deliver(exampleBatch(), AbortSignal.abort());
        assert.equal(delivery.outcome === 'failed' && delivery.reason, 'aborted');
        assert.deepEqual(carried, []);
        await assert.rejects(readFile(join(scratch(), 'log')), { code: 'ENOENT' });
      });

      it('settles after an abort without waiting for a receiver that hangs', async () => {
        nock.enableNetConnect();
        const folder = await mkdtemp(join(scratch(), 'hanging-'));
        const receiver = await startHangingReceiver(folder);
        try {
          const notifier = await rig.makeAt(receiver.origin, folder);
          const abort = new AbortController();
          const pending = notifier.deliver(exampleBatch(), abort.signal);
          await Promise.race([receiver.reached, pending]);
          abort.abort();
          const turns = await turnsUntilSettled(pending);
          assert.ok(turns <= turnsAfterAbort, `settled after ${turns} turns of the event loop`);
          const delivery = await pending;
          assert.ok(delivery.outcome === 'failed');
          // A file never waits for a reader: it may have failed before the abort.
          const reasons = rig.answer ? ['aborted'] : ['aborted', 'io'];
          assert.ok(reasons.includes(delivery.reason), delivery.message);
        } finally {
          await receiver.close();
        }
      });

      it('fails recoverably when its receiver is not there', async () => {
        nock.enableNetConnect();
        const notifier = await rig.makeAt(await freeOrigin(), join(scratch(), 'missing'));
        const delivery = await deliver(notifier);
        assert.ok(delivery.outcome === 'failed');
        assert.ok(['unreachable', 'io'].includes(delivery.reason), delivery.reason);
        assert.equal(delivery.recoverable, true);
        assertSafe(delivery);
      });

      const { makeNoting } = rig;
      if (makeNoting)
        it('has no secret in the note of a success either', async () => {
          const delivery = await deliver(await makeNoting(scratch()));
          assert.ok(
            delivery.outcome === 'delivered' && delivery.note !== undefined,
            JSON.stringify(delivery),
          );
          assertSafe(delivery);
        });

      const { answer } = rig;
      if (!answer) return;

      for (const behaviour of fastMisbehaviours)
        it(`fails recoverably, and takes little of it, when the receiver ${behaviour}`, async () => {
          nock.enableNetConnect();
          const receiver = await HostileReceiver.start(behaviour);
          try {
            const delivery = await deliver(await rig.makeAt(receiver.origin, scratch()));
            assert.ok(delivery.outcome === 'failed');
            assert.deepEqual([receiver.requests.length, delivery.recoverable], [1, true], delivery.message);
            assert.ok(receiver.pouredBytes < 30e6, `took ${receiver.pouredBytes} bytes`);
            assertSafe(delivery);
          } finally {
            await receiver.close();
          }
        });

      for (const [status, outcome, reason, recoverable] of statusTable) {
        it(`answers ${outcome}${reason ? ` (${reason})` : ''} when the receiver answers ${status}`, async () => {
          // A receiver that echoes its request must not bring a secret into the log.
          answer([status], rig.secrets.map((secret) => `${secret} in an answer`).join(', '));
          const delivery = await deliver(await rig.make(scratch()));
          assert.equal(delivery.outcome, outcome);
          assertSafe(delivery);
          if (delivery.outcome === 'delivered') return;
          assert.equal(delivery.reason, reason);
          assert.equal(delivery.recoverable, recoverable);
          assert.match(delivery.message, new RegExp(`\\b${status}\\b`), 'the message names the status');
          assert.match(delivery.message, /it says: \*\*\* in an answer/, 'the message repeats the answer');
        });
      }

      it('sends the event once in an attempt, whether it succeeds or not', async () => {
        for (const status of [200, 400, 503]) {
          nock.cleanAll();
          const carried = answer([status]);
          await deliver(await rig.make(scratch()));
          assert.equal(carried.length, 1, `requests when answered ${status}`);
        }
      });
    });
  }
});

function deliver(notifier: Notifier, batch = exampleBatch()): Promise<Delivery> {
  return notifier.deliver(batch, new AbortController().signal);
}

function assertSafe(delivery: Delivery): void {
  assert.ok(!JSON.stringify(delivery).includes(secretMark), 'no secret in a failure or a note');
  const line = delivery.outcome === 'failed' ? delivery.message : (delivery.note ?? '');
  assert.doesNotMatch(line, /\p{Cc}/u, 'one line');
}

/** Counts turns of the event loop, which do not depend on how busy the machine is, until a promise settles. */
async function turnsUntilSettled(pending: Promise<unknown>): Promise<number> {
  const notYet = Promise.resolve('not yet');
  let turns = 0;
  for (; turns <= turnsAfterAbort; turns++) {
    if ((await Promise.race([pending, notYet])) !== 'not yet') break;
    await nextTurn();
  }
  return turns;
}

/** Accepts connections and bytes and never answers, as a server and as a named pipe without a reader. */
async function startHangingReceiver(folder: string) {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const server: Server = createServer();
  const reached = once(server, 'connection');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: { destroy(): void }[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  return {
    origin: originOf(server),
    reached: Promise.race([reached, new Promise((resolve) => setTimeout(resolve, 50))]),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      // Lets a writer that waits for a reader go on, else its thread would outlive the test.
      const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await reader.close();
    },
  };
}

/** An origin where nothing listens. */
async function freeOrigin(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
