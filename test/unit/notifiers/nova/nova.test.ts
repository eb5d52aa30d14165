import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import type { Delivery, Notifier } from '../../../../notifiers/notifier.ts';
import {
  formatDisabledReason,
  isForgottenReason,
  isReasonOf,
} from '../../../../notifiers/nova/disabled-reason.ts';
import { isNewEnough, versionDocumentUrl, versionedUrl } from '../../../../notifiers/nova/client.ts';
import { nova } from '../../../../notifiers/nova/nova.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import {
  startCongressDummy,
  type CongressDummyOptions,
  type RunningCongressDummy,
} from '../../../../tools/dummies/congress/congress-dummy.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';

const reason = 'collectd-dma: web1-memory-1 memory is running out since 2026-11-21T02:00:00Z';

function deliver(notifier: Notifier, event: AlertEvent, open: readonly AlertEvent[]): Promise<Delivery> {
  return notifier.deliver({ events: [event], open }, new AbortController().signal);
}

function warn(notifier: Notifier, event = exampleEvent()): Promise<Delivery> {
  return deliver(notifier, event, [event]);
}

function end(notifier: Notifier, fields: Partial<AlertEvent> = {}, open: readonly AlertEvent[] = []) {
  return deliver(notifier, exampleEvent({ severity: 'OKAY', ...fields }), open);
}

function failureOf(delivery: Delivery) {
  assert.ok(delivery.outcome === 'failed');
  return [delivery.reason, delivery.recoverable, delivery.message];
}

function noteOf(delivery: Delivery): string | undefined {
  assert.ok(delivery.outcome === 'delivered', JSON.stringify(delivery));
  return delivery.note;
}

describe('the reason beside a disabled compute service', () => {
  it('carries our tag, the episode and what runs out, in at most 255 ASCII characters', () => {
    assert.equal(formatDisabledReason(exampleEvent()), reason);
    const long = formatDisabledReason(exampleEvent({ resource: '\u{1f4a5}\n'.repeat(200), id: 'a b' }));
    assert.match(long, /^collectd-dma: a_b [\x20-\x7e]+$/);
    assert.equal(long.length, 255);
  });

  it('is known again by its whole id only', () => {
    for (const id of ['web1-memory-1', 'a b', '\u00e9'])
      assert.equal(isReasonOf(formatDisabledReason(exampleEvent({ id })), exampleEvent({ id })), true);
    for (const other of [
      undefined,
      null,
      '',
      'maintenance',
      reason.replace('memory-1', 'memory-12'),
      ` ${reason}`,
      reason.replace('collectd-dma:', 'collectd-dma'),
      'web1-memory-1',
    ])
      assert.equal(isReasonOf(other, exampleEvent()), false, String(other));
  });
});

describe('a reason of ours whose episode is over', () => {
  it('is one with our tag, of a resource of ours, and of no episode that goes on', () => {
    const ours = new Set(['memory', 'disk \u00e9']);
    assert.equal(isForgottenReason(reason, [exampleEvent({ id: 'other' })], ours), true);
    assert.equal(isForgottenReason(reason, [exampleEvent({ id: 'other' }), exampleEvent()], ours), false);
    assert.equal(isForgottenReason(reason, [], new Set(['swap'])), false);
    const disk = formatDisabledReason(exampleEvent({ resource: 'disk \u00e9' }));
    assert.equal(isForgottenReason(disk, [], ours), true);
    for (const other of [undefined, null, '', 'maintenance', ` ${reason}`, `${reason} (kept by Ann)`])
      assert.equal(isForgottenReason(other, [], ours), false, String(other));
  });
});

describe("Nova's version", () => {
  it('is looked for below its URL without the project, and /v2.1 is added where no version is', () => {
    for (const [endpoint, url, document] of [
      ['http://n:8774/v2.1', 'http://n:8774/v2.1', 'http://n:8774/v2.1/'],
      ['http://n/compute/v2.1/0123abcd', 'http://n/compute/v2.1/0123abcd', 'http://n/compute/v2.1/'],
      ['http://n/v2/0123abcd', 'http://n/v2/0123abcd', 'http://n/v2/'],
      ['http://v2/compute', 'http://v2/compute/v2.1', 'http://v2/compute/v2.1/'],
      ['nonsense', 'nonsense', 'nonsense'],
    ] as const)
      assert.deepEqual([versionedUrl(endpoint), versionDocumentUrl(endpoint)], [url, document]);
  });

  it('is compared by numbers, not letters', () => {
    for (const version of ['2.53', '2.60', '2.100', '3.0']) assert.equal(isNewEnough(version), true, version);
    for (const version of ['2.52', '2.6', '2.1', '1.99', ''])
      assert.equal(isNewEnough(version), false, version);
  });
});

describe('the options of the nova notifier', () => {
  it('concern memory, move nothing, and when they do, only say so', () => {
    assert.deepEqual(nova.options.parse({}), { resources: ['memory'], timeoutSeconds: 10, auth: {} });
    assert.deepEqual(nova.options.parse({ migrate: {} }).migrate, {
      dryRun: true,
      servers: 3,
      withinSeconds: 3600,
      cooldownSeconds: 600,
    });
  });

  it('refuse no resources, no servers and what Nova must never be told', () => {
    for (const wrong of [{ resources: [] }, { migrate: { servers: 0 } }, { forcedDown: true }])
      assert.throws(() => nova.options.parse(wrong));
  });
});

describe('the nova notifier with a whole Keystone and Nova', () => {
  let dummy: RunningCongressDummy;
  let now = exampleTime;
  const requests: string[] = [];

  const start = async (options: CongressDummyOptions = {}) => {
    requests.length = 0;
    now = exampleTime;
    dummy = await startCongressDummy({
      hypervisors: ['web1', 'web2'],
      now: () => now,
      onRequest: ({ method, url, body }) => {
        requests.push(`${method} ${url}`);
        assert.doesNotMatch(body, /forced_down/);
      },
      ...options,
    });
  };
  afterEach(() => dummy.close());

  const make = (options?: object) =>
    createNotifier('nova', options, {
      secrets: new KnownSecrets(),
      writer: 'one',
      env: (name) => dummy.env[name],
      now: () => now,
    });
  const serviceOf = (host = 'web1') => dummy.nova.services.find((service) => service.host === host)!;
  const stateOf = (host = 'web1') => [serviceOf(host).status, serviceOf(host).disabledReason];
  const moving = () =>
    dummy.nova.servers.filter(({ status }) => status === 'MIGRATING').map(({ name }) => name);
  const writes = () => requests.filter((request) => /^(PUT|POST \/v2)/.test(request)).length;

  it('disables the compute service of the host at the first event, and enables it at the end', async () => {
    await start();
    const notifier = make();
    assert.deepEqual(await warn(notifier), { outcome: 'delivered' });
    assert.deepEqual(stateOf(), ['disabled', reason]);
    assert.deepEqual(stateOf('web2'), ['enabled', null]);
    await warn(notifier, exampleEvent({ severity: 'FAILURE', time: exampleTime + 5 }));
    assert.equal(writes(), 1, 'the second event of an episode changes nothing');
    assert.deepEqual(await end(notifier), { outcome: 'delivered' });
    assert.deepEqual(stateOf(), ['enabled', null]);
    assert.equal(writes(), 2);
  });

  it('asks for the version once, and looks before it writes', async () => {
    await start();
    const notifier = make();
    await warn(notifier);
    await end(notifier);
    const list = 'GET /v2.1/os-services?host=web1&binary=nova-compute';
    const put = `PUT /v2.1/os-services/${serviceOf().id}`;
    assert.deepEqual(requests, ['POST /v3/auth/tokens', 'GET /v2.1/', list, put, list, put]);
  });

  it('leaves a service alone that is disabled for another reason, at the beginning and at the end', async () => {
    await start();
    const notifier = make({ migrate: { dryRun: false } });
    dummy.nova.addServer('web1', 'one');
    for (const other of [
      'maintenance',
      null,
      reason.replace('memory-1 memory', 'swap-1 swap'),
      `x${reason}`,
    ]) {
      Object.assign(serviceOf(), { status: 'disabled', disabledReason: other });
      assert.deepEqual(await warn(notifier), { outcome: 'delivered' });
      assert.deepEqual(await end(notifier), { outcome: 'delivered' });
      assert.deepEqual(stateOf(), ['disabled', other]);
    }
    assert.equal(writes(), 0, 'no server is moved either');
  });

  it('takes over from an episode whose end got lost, and so enables at the end', async () => {
    await start();
    const notifier = make({ migrate: { dryRun: false } });
    const { id } = dummy.nova.addServer('web1', 'one');
    const lost = reason.replace('memory-1', 'memory-0');
    Object.assign(serviceOf(), { status: 'disabled', disabledReason: lost });
    assert.equal(noteOf(await warn(notifier)), `web1: asked Nova to move ${id} (one)`);
    assert.deepEqual(stateOf(), ['disabled', reason]);
    await end(notifier);
    assert.deepEqual(stateOf(), ['enabled', null]);

    Object.assign(serviceOf(), { status: 'disabled', disabledReason: lost });
    await end(notifier, {}, [exampleEvent({ id: 'web2-memory-1', host: 'web2' })]);
    assert.deepEqual(stateOf(), ['enabled', null], 'also when the beginning got lost as well');
  });

  it('takes nothing over from an episode that goes on', async () => {
    await start();
    const notifier = make({ resources: ['memory', 'swap'] });
    const swap = exampleEvent({ id: 'web1-swap-1', resource: 'swap' });
    Object.assign(serviceOf(), { status: 'disabled', disabledReason: formatDisabledReason(swap) });
    await deliver(notifier, exampleEvent(), [swap, exampleEvent()]);
    await end(notifier, {}, [swap]);
    assert.deepEqual(stateOf(), ['disabled', formatDisabledReason(swap)]);
    assert.equal(writes(), 0);
  });

  it('enables nothing that somebody has taken over since', async () => {
    await start();
    const notifier = make();
    await warn(notifier);
    serviceOf().disabledReason = 'disk is being changed';
    await end(notifier);
    assert.deepEqual(stateOf(), ['disabled', 'disk is being changed']);
  });

  it('enables at the end whatever else is open: on other hosts, or an older event of this episode', async () => {
    await start();
    const notifier = make();
    await warn(notifier);
    await end(notifier, {}, [exampleEvent(), exampleEvent({ id: 'other', host: 'web2' })]);
    assert.deepEqual(stateOf(), ['enabled', null]);
    serviceOf().disabledReason = reason;
    await end(notifier);
    assert.equal(writes(), 2, 'nothing to do for a service that is enabled, whatever its reason says');
  });

  it('keeps a host disabled while another of its resources runs out, under that episode', async () => {
    await start();
    const notifier = make({ resources: ['memory', 'swap'] });
    const swap = exampleEvent({ id: 'web1-swap-1', resource: 'swap' });
    await warn(notifier);
    await deliver(notifier, swap, [exampleEvent(), swap]);
    assert.deepEqual(stateOf(), ['disabled', reason]);
    await end(notifier, {}, [
      swap,
      exampleEvent({ id: 'x', host: 'web2' }),
      exampleEvent({ id: 'y', kind: 'other' }),
    ]);
    assert.deepEqual(stateOf(), ['disabled', formatDisabledReason(swap)]);
    await end(notifier, { id: swap.id, resource: 'swap' });
    assert.deepEqual(stateOf(), ['enabled', null]);
  });

  it('does nothing for other resources, other alerts, a batch of no events, and what is over already', async () => {
    await start();
    const notifier = make();
    const others = [
      { resource: 'disk-root' },
      { kind: 'anomaly' },
      { kind: 'self' },
      { kind: 'other' },
    ] as const;
    for (const fields of others)
      assert.deepEqual(await warn(notifier, exampleEvent(fields)), { outcome: 'delivered' });
    assert.deepEqual(await deliver(notifier, exampleEvent(), []), { outcome: 'delivered' });
    const none = await notifier.deliver({ events: [], open: [exampleEvent()] }, new AbortController().signal);
    assert.deepEqual(none, { outcome: 'delivered' });
    assert.deepEqual(requests, []);
  });

  it('disables every compute service that Nova has for the host, and no other service', async () => {
    await start({ hypervisors: ['web1', 'web1'] });
    dummy.nova.addService('web1', 'nova-conductor');
    const notifier = make();
    const states = () => dummy.nova.services.map(({ binary, status }) => `${binary} ${status}`);
    await warn(notifier);
    assert.deepEqual(states(), [
      'nova-scheduler enabled',
      'nova-compute disabled',
      'nova-compute disabled',
      'nova-conductor enabled',
    ]);
    await end(notifier);
    assert.ok(states().every((state) => state.endsWith('enabled')));
  });

  it('says for good that a host is no hypervisor of this name, but has nothing to undo there', async () => {
    await start({ hypervisors: ['web1.example.org'] });
    const notifier = make();
    assert.deepEqual(failureOf(await warn(notifier)), [
      'not-found',
      false,
      "Nova has no nova-compute service for host web1: collectd's Hostname must be Nova's name of the hypervisor",
    ]);
    assert.deepEqual(await end(notifier), { outcome: 'delivered' });
  });

  it('refuses a Nova that is too old, before it writes', async () => {
    await start({ novaMicroversion: '2.38' });
    assert.deepEqual(failureOf(await warn(make())), [
      'rejected',
      true,
      `GET ${dummy.congressUrl}/v2.1/: Nova speaks microversions up to 2.38 only; 2.53 is needed`,
    ]);
    assert.equal(writes(), 0);
  });

  it('gets a new token when the old one was revoked, and says when a role is missing', async () => {
    await start();
    const notifier = make();
    await warn(notifier);
    dummy.revokeTokens();
    assert.deepEqual(await end(notifier), { outcome: 'delivered' });
    await dummy.close();
    await start({ isAdmin: false });
    assert.deepEqual(failureOf(await warn(make())).slice(0, 2), ['forbidden', true]);
  });

  it('goes to the given endpoint instead of the one in the catalog', async () => {
    await start();
    const delivery = await warn(make({ endpoint: `${dummy.congressUrl}/v2.0/` }));
    assert.match(String(failureOf(delivery)[2]), /\/v2\.0\/: answered 404/);
    assert.deepEqual(await warn(make({ endpoint: dummy.congressUrl })), { outcome: 'delivered' });
  });

  describe('that may move servers', () => {
    const migrate = { dryRun: false, servers: 2, withinSeconds: 1000, cooldownSeconds: 100 };

    it('asks Nova to, once the host is disabled, and only for what runs there', async () => {
      await start();
      const one = dummy.nova.addServer('web1', 'one\u00e9\n');
      dummy.nova.addServer('web1', 'off', { status: 'SHUTOFF' });
      dummy.nova.addServer('web2', 'elsewhere');
      assert.equal(noteOf(await warn(make({ migrate }))), `web1: asked Nova to move ${one.id} (one??)`);
      assert.deepEqual(moving(), ['one\u00e9\n']);
      const [put, post] = ['PUT /v2.1/os-services', 'POST /v2.1/servers'].map((beginning) =>
        requests.findIndex((request) => request.startsWith(beginning)),
      );
      assert.ok(put! >= 0 && put! < post!, 'disabled first');
    });

    it('only says which it would move in a dry run, as often as it would', async () => {
      await start();
      const { id } = dummy.nova.addServer('web1', 'one');
      const notifier = make({ migrate: { ...migrate, dryRun: true } });
      assert.equal(noteOf(await warn(notifier)), `dry run: web1: would ask Nova to move ${id} (one)`);
      assert.equal(noteOf(await warn(notifier)), undefined);
      assert.deepEqual(moving(), []);
      assert.deepEqual(stateOf(), ['disabled', reason], 'disabling is no part of the rehearsal');
    });

    it('moves no more than the cap allows, and goes on when its time is over', async () => {
      await start();
      for (const name of ['one', 'two', 'three', 'four', 'five']) dummy.nova.addServer('web1', name);
      dummy.nova.addServer('web2', 'six');
      const notifier = make({ migrate });
      assert.match(noteOf(await warn(notifier))!, /; 3 more stay: at most 2 within 1000 s$/);
      assert.deepEqual(moving(), ['one', 'two']);
      now += 999;
      const other = exampleEvent({ host: 'web2', id: 'other' });
      assert.equal(noteOf(await warn(notifier, other)), 'web2: 1 more stay: at most 2 within 1000 s');
      now += 1;
      await warn(notifier);
      assert.deepEqual(moving(), ['one', 'two', 'three', 'four']);
    });

    it('leaves a host alone for the cooldown', async () => {
      await start();
      dummy.nova.addServer('web1', 'one');
      const notifier = make({ migrate });
      await warn(notifier);
      dummy.nova.addServer('web1', 'two');
      now += 99;
      assert.equal(noteOf(await warn(notifier)), undefined);
      assert.deepEqual(moving(), ['one']);
      now += 1;
      await warn(notifier);
      assert.deepEqual(moving(), ['one', 'two']);
    });

    it('counts from now when the clock was set back', async () => {
      await start();
      for (const name of ['one', 'two', 'three']) dummy.nova.addServer('web1', name);
      const notifier = make({ migrate });
      now += 1e7;
      await warn(notifier);
      now -= 1e7;
      await warn(notifier);
      now += 999;
      await warn(notifier);
      assert.deepEqual(moving(), ['one', 'two']);
      now += 1;
      await warn(notifier);
      assert.deepEqual(moving(), ['one', 'two', 'three']);
    });

    it('passes over what Nova refuses to move, and tells why', async () => {
      await start();
      const locked = dummy.nova.addServer('web1', 'locked', { isLocked: true });
      const { id } = dummy.nova.addServer('web1', 'one');
      const note = String(noteOf(await warn(make({ migrate }))));
      const outcome = `web1: asked Nova to move ${id} (one); Nova refuses to move ${locked.id} (`;
      assert.ok(note.startsWith(outcome), note);
      assert.match(note, /answered 409 .*; it says: .* is locked/);
    });

    it('moves nothing at the end of an episode', async () => {
      await start();
      const notifier = make({ migrate });
      await warn(notifier);
      dummy.nova.addServer('web1', 'late');
      await end(notifier);
      assert.deepEqual(moving(), []);
    });
  });
});
