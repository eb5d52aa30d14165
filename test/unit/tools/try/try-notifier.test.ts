import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nock from 'nock';
import { delivered, failed, type Batch, type Notifier } from '../../../../notifiers/notifier.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import { UsageError } from '../../../../tools/process/command-error.ts';
import { chosenNotifier, tryEpisode } from '../../../../tools/try/try-notifier.ts';
import { exampleContext, exampleTime } from '../../../support/example-event.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

async function tried(
  notifier: Notifier,
  now = () => exampleTime,
): Promise<{ all: boolean; lines: string[] }> {
  const lines: string[] = [];
  const trial = {
    host: 'web1',
    now,
    signal: new AbortController().signal,
    print: (line: string) => lines.push(line),
  };
  return { all: await tryEpisode({ name: `${notifier.name}-x`, notifier }, trial), lines };
}

describe('dma deliver --try', () => {
  // A request to any other receiver fails the test.
  interceptHttp();
  const scratch = scratchFolder();

  const kinds = ['log', 'http', 'alertmanager', 'nova', 'congress'] as const;
  const optionsOf = async (kind: (typeof kinds)[number]): Promise<object> => {
    const passwordFile = join(scratch(), 'password');
    await writeFile(passwordFile, 'SeKrEt', { mode: 0o600 });
    const auth = { authUrl: 'http://keystone.test', username: 'dma', projectName: 'admin', passwordFile };
    return {
      log: { file: join(scratch(), 'log') },
      http: { url: 'http://receiver.test/hook' },
      alertmanager: { urls: ['http://receiver.test'] },
      nova: { auth },
      congress: { auth },
    }[kind];
  };

  for (const kind of kinds)
    it(`sends a whole episode through ${kind}, marked as a test, or nothing at all where it would act`, async () => {
      const bodies: unknown[] = [];
      nock('http://receiver.test')
        .persist()
        .post(/.*/)
        .reply((_url, body) => [200, String(bodies.push(body))]);
      const { all, lines } = await tried(createNotifier(kind, await optionsOf(kind), exampleContext()));
      if (kind === 'nova' || kind === 'congress') {
        assert.equal(all, false);
        assert.equal(lines.length, 1);
        assert.match(
          lines[0]!,
          /^\w+-x: nothing was sent, .*WARNING and FAILURE .*OKAY .*; its files can be used$/,
        );
        assert.deepEqual(bodies, []);
        return;
      }
      assert.deepEqual(lines, [
        `${kind}-x WARNING: delivered`,
        `${kind}-x FAILURE: delivered`,
        `${kind}-x OKAY: delivered`,
      ]);
      assert.equal(all, true);
      const told =
        kind === 'log' ? (await readFile(join(scratch(), 'log'), 'utf8')).trim().split('\n') : bodies;
      assert.equal(told.length, 3);
      for (const one of told) assert.match(JSON.stringify(one), /TEST by .*is not real/);
    });

  it('opens and ends one episode, and goes on to its OKAY when a receiver refuses', async () => {
    const batches: Batch[] = [];
    const notifier: Notifier = {
      name: 'http',
      maxEvents: 1,
      deliver: async (batch) =>
        batches.push(batch) === 1
          ? {
              ...failed('forbidden', true, 'POST http://a: answered 403'),
              cure: 'give its user the permission',
            }
          : batches.length === 2
            ? failed('rejected', false, 'POST http://a: answered 400')
            : { ...delivered, note: 'a peer is down' },
      close: () => undefined,
    };
    const { all, lines } = await tried(notifier);
    assert.deepEqual(lines, [
      'http-x WARNING: failed (forbidden): POST http://a: answered 403; give its user the permission',
      'http-x FAILURE: failed (rejected): POST http://a: answered 400',
      'http-x OKAY: delivered; a peer is down',
    ]);
    assert.equal(all, false);
    assert.deepEqual(
      batches.map(({ events, open }) => [events[0]!.severity, events[0]!.kind, open.length]),
      [
        ['WARNING', 'other', 1],
        ['FAILURE', 'other', 1],
        ['OKAY', 'other', 0],
      ],
    );
    assert.equal(new Set(batches.map(({ events }) => events[0]!.id)).size, 1);
  });

  it('says that the event was refused in an attempt that went well otherwise', async () => {
    const failure = failed('rejected', false, 'answered 422');
    const notifier: Notifier = {
      name: 'alertmanager',
      maxEvents: 1,
      deliver: async ({ events: [event] }) => ({
        outcome: 'delivered',
        failures: [{ event: event!, failure }],
      }),
      close: () => undefined,
    };
    const { all, lines } = await tried(notifier);
    assert.equal(lines[0], 'alertmanager-x WARNING: failed (rejected): answered 422');
    assert.equal(all, false);
  });

  it('sends no event from before the beginning of its episode, though the clock is set back', async () => {
    const times: number[] = [];
    const notifier: Notifier = {
      name: 'http',
      maxEvents: 1,
      deliver: async ({ events: [event] }) => {
        times.push(event!.time - event!.since);
        return delivered;
      },
      close: () => undefined,
    };
    let clock = exampleTime;
    await tried(notifier, () => clock--);
    assert.deepEqual(times, [0, 0, 0]);
  });

  it('says that a severity is not sent where the options say so', async () => {
    nock('http://receiver.test').post('/').twice().reply(200);
    const options = { url: 'http://receiver.test/', only: ['WARNING', 'FAILURE'] };
    const { all, lines } = await tried(createNotifier('http', options, exampleContext()));
    assert.equal(lines[2], 'http-x OKAY: not sent, as configured');
    assert.equal(all, true);
  });

  it('says what is missing where it sends nothing', async () => {
    const options = {
      auth: { authUrl: 'http://a', username: 'u', projectName: 'p', passwordFile: '/missing' },
    };
    const { lines } = await tried(createNotifier('nova', options, exampleContext()));
    assert.match(lines[0]!, /; cannot read \/missing: ENOENT; create that file, or correct the path$/);
  });

  it('refuses a notifier that dma.yaml does not have, and suggests one', () => {
    const notifiers = ['log', 'http-chat'].map((name) => ({ name, notifier: {} as Notifier }));
    assert.equal(chosenNotifier(notifiers, 'log').name, 'log');
    assert.throws(
      () => chosenNotifier(notifiers, 'http-chta'),
      (error: Error) =>
        error instanceof UsageError &&
        error.message ===
          'dma.yaml has no notifier "http-chta"; it has log, http-chat; did you mean http-chat?',
    );
    assert.throws(() => chosenNotifier([], 'log'), {
      message: 'dma.yaml has no notifier "log"; it has none',
    });
  });
});
