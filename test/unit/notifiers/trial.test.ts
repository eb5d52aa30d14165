import assert from 'node:assert/strict';
import { delivered, failed, type Batch, type Delivery, type Notifier } from '../../../notifiers/notifier.ts';
import { tryNotifier, type TrialOutcome } from '../../../notifiers/trial.ts';
import { exampleEvent, exampleTime } from '../../support/example-event.ts';

const open = [exampleEvent()];

const tried = (notifier: Notifier): Promise<TrialOutcome> => {
  const episode = { id: 'dma-test-1', host: 'web1', since: exampleTime, by: 'dma check --test' };
  return tryNotifier(notifier, { episode, open, now: () => exampleTime }, new AbortController().signal);
};

const refusing: Notifier['deliver'] = async ({ events: [event] }) => ({
  outcome: 'delivered',
  failures: [{ event: event!, failure: failed('rejected', false, 'answered 422') }],
});

describe('a test of one notifier', () => {
  let batches: Batch[];
  beforeEach(() => (batches = []));

  const notifierOf = (more: Partial<Notifier> = {}, answers: readonly Delivery[] = []): Notifier => ({
    name: 'http',
    maxEvents: 1,
    deliver: async (batch) => answers[batches.push(batch) - 1] ?? delivered,
    close: () => undefined,
    ...more,
  });
  const sent = (): readonly string[] => batches.map(({ events }) => events[0]!.severity);

  it('sends an event that says in words that it is a test, and ends it where nothing is forgotten', async () => {
    assert.deepEqual(await tried(notifierOf()), { kind: 'taken' });
    assert.deepEqual(sent(), ['WARNING', 'OKAY']);
    const [{ events, open: opened }, { open: left }] = batches as [Batch, Batch];
    const [{ kind, resource, message, details, id }] = events as [(typeof events)[0]];
    assert.deepEqual([kind, resource, details, id], ['other', 'test', { Test: 'true' }, 'dma-test-1']);
    assert.match(message, /^TEST by "dma check --test": .* not real/);
    assert.deepEqual(opened, [...open, events[0]]);
    assert.deepEqual(left, open);
  });

  it('leaves the end to a receiver that forgets by itself', async () => {
    assert.deepEqual(await tried(notifierOf({ repeatSeconds: 60 })), { kind: 'taken' });
    assert.deepEqual(sent(), ['WARNING']);
  });

  it('sends nothing where events act, but asks for the access', async () => {
    const accessible = notifierOf({ checkAccess: async () => delivered });
    assert.deepEqual(await tried(accessible), { kind: 'accessible' });
    const noted = notifierOf({ checkAccess: async () => ({ ...delivered, note: 'none' }) });
    assert.deepEqual(await tried(noted), { kind: 'accessible', note: 'none' });
    const refused = { ...failed('forbidden', true, 'answered 403'), cure: 'give it the role' };
    assert.deepEqual(await tried(notifierOf({ checkAccess: async () => refused })), {
      kind: 'failed',
      reason: 'forbidden',
      message: 'answered 403',
      cure: 'give it the role',
    });
    assert.deepEqual(batches, []);
  });

  it('tells a refusal, and ends no test that cannot have begun', async () => {
    const refused = failed('unauthorized', true, 'answered 401');
    assert.deepEqual(await tried(notifierOf({}, [refused])), {
      kind: 'failed',
      reason: 'unauthorized',
      message: 'answered 401',
    });
    assert.deepEqual(sent(), ['WARNING']);
  });

  it('ends a test that may have begun, and tells its failure', async () => {
    const outcome = await tried(notifierOf({}, [failed('timeout', true, 'no answer')]));
    assert.deepEqual(outcome, { kind: 'failed', reason: 'timeout', message: 'no answer' });
    assert.deepEqual(sent(), ['WARNING', 'OKAY']);
  });

  it('says that the end of a test was not taken', async () => {
    const outcome = await tried(notifierOf({}, [delivered, failed('rejected', false, 'answered 400')]));
    assert.deepEqual(outcome, {
      kind: 'failed',
      reason: 'rejected',
      message: 'the test was taken, its end was not: answered 400',
    });
  });

  it('tells the refusal of the event in an attempt that went well otherwise', async () => {
    const outcome = await tried(notifierOf({ deliver: refusing, repeatSeconds: 60 }));
    assert.deepEqual(outcome, { kind: 'failed', reason: 'rejected', message: 'answered 422' });
  });

  it('sends what the options let through', async () => {
    await tried(notifierOf({ skips: ({ severity }) => severity !== 'FAILURE' }));
    assert.deepEqual(sent(), ['FAILURE']);
    assert.deepEqual(await tried(notifierOf({ skips: () => true })), { kind: 'not-sent' });
    assert.equal(batches.length, 1);
  });
});
