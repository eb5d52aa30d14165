import assert from 'node:assert/strict';
import {
  emptyState,
  formatSpoolState,
  joinStates,
  parseSpoolState,
  type RouteState,
  type SpoolState,
} from '../../../../plugins/spool/state.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { exampleEvent } from '../../../support/example-event.ts';

function event(source: string, id: string, severity: 'WARNING' | 'FAILURE' = 'WARNING') {
  return exampleEvent({ source, id, severity });
}

function route(...told: string[]): RouteState {
  return { told, held: [], before: [], summed: [], sums: [], ends: [] };
}

/** Of a spool that has the ends of these episodes to send. */
function ending(...ids: string[]): SpoolState {
  return {
    ...emptyState,
    notifiers: { http: { ...route(), ends: ids.map((id) => event('web1', id)) } },
  };
}

describe('the states of two spools, joined', () => {
  const newer: SpoolState = {
    ...emptyState,
    sequence: 3,
    taken: ['a'],
    open: [event('web1', 'dma-1', 'FAILURE')],
    stories: { 'dma-1': { highest: 'FAILURE' } },
    ended: { web2: 100 },
    arrived: { web1: 90, web2: 100 },
    notifiers: { http: { ...route('dma-1'), held: ['dma-1'] }, log: route('dma-1') },
  };

  it('are the newer one, with the open episodes of series that it does not know', () => {
    const older: SpoolState = {
      ...emptyState,
      sequence: 20,
      taken: ['a', 'b'],
      open: [event('web1', 'dma-1'), event('web2', 'dma-2'), event('web3', 'dma-3')],
      stories: {
        'dma-1': { highest: 'WARNING' },
        'dma-2': { highest: 'WARNING' },
        'dma-3': { highest: 'WARNING' },
      },
      arrived: { web1: 10, web3: 20 },
      notifiers: {
        http: {
          told: ['dma-1', 'dma-2'],
          held: ['dma-3', 'dma-2'],
          before: [event('web2', 'dma-2'), event('web3', 'dma-3')],
          summed: ['dma-3'],
          sums: [
            { event: event('sum', 'dma-4'), members: ['dma-1'] },
            { event: event('sum', 'dma-5'), members: ['dma-2', 'dma-3'] },
          ],
          ends: [event('web4', 'dma-6')],
        },
        gone: route('dma-1'),
      },
    };
    assert.deepEqual(joinStates(newer, older), {
      sequence: 20,
      taken: ['a', 'b'],
      open: [event('web1', 'dma-1', 'FAILURE'), event('web3', 'dma-3')],
      stories: { 'dma-1': { highest: 'FAILURE' }, 'dma-3': { highest: 'WARNING' } },
      ended: { web2: 100 },
      arrived: { web1: 90, web2: 100, web3: 20 },
      notifiers: {
        http: {
          told: ['dma-1'],
          held: ['dma-1', 'dma-3'],
          before: [event('web3', 'dma-3')],
          summed: ['dma-3'],
          sums: [{ event: event('sum', 'dma-5'), members: ['dma-3'] }],
          ends: [event('web4', 'dma-6')],
        },
        log: route('dma-1'),
        gone: route('dma-1'),
      },
    });
  });

  it('hold an end once that both are to send', () => {
    const { http } = joinStates(ending('dma-1', 'dma-2'), ending('dma-2', 'dma-3')).notifiers;
    assert.deepEqual(
      http!.ends.map(({ id }) => id),
      ['dma-1', 'dma-2', 'dma-3'],
    );
  });

  it('are the same state where both are', () => assert.deepEqual(joinStates(newer, newer), newer));
});

describe('the saved state of a spool', () => {
  const situation = exampleAlertContext();
  const old = { sequence: 5, taken: [], open: [], ended: {} };
  const upgraded = (fields: object): SpoolState => parseSpoolState(JSON.stringify({ ...old, ...fields }));

  it('comes back as it was, with all that an optional field may hold', () => {
    const window = {
      start: 5,
      events: 2,
      summed: { OKAY: 0, WARNING: 1, FAILURE: 0 },
      hosts: ['web1'],
      members: ['dma-1'],
    };
    const state: SpoolState = {
      ...emptyState,
      sequence: 999_999_999_999,
      stories: { 'dma-1': { highest: 'FAILURE', reachedTime: 7, first: situation } },
      notifiers: { log: { ...route('dma-1'), window } },
    };
    assert.deepEqual(parseSpoolState(formatSpoolState(state)), state);
  });

  it('of 0.1.0 has its sinks for notifiers and its situations for alert contexts', () => {
    const { alertContext: _, ...plain } = exampleEvent();
    const sinks = {
      log: { told: ['a'], held: [], summed: [], before: [{ ...plain, situation }] },
      http: { told: [], held: [], summed: [] },
    };
    assert.deepEqual(upgraded({ sinks, open: [{ ...plain, situation }] }), {
      ...emptyState,
      sequence: 5,
      open: [exampleEvent({ alertContext: situation })],
      notifiers: {
        log: { ...route('a'), before: [exampleEvent({ alertContext: situation })] },
        http: route(),
      },
    });
  });

  it('without a version may have the notifiers of today', () => {
    assert.deepEqual(upgraded({ notifiers: { log: route('a') } }).notifiers, { log: route('a') });
  });

  for (const fields of [
    { sinks: [] },
    { sinks: 'log' },
    { sinks: { log: null } },
    { sinks: { log: [] } },
    { sinks: { log: { told: [], held: [], summed: [], before: 5 } } },
    { sinks: {}, open: {} },
    { sinks: {}, sequence: 1e12 },
    { sinks: {}, sequence: 0.5 },
    { sinks: {}, sequence: -1 },
  ])
    it(`is malformed, and nothing worse, with ${JSON.stringify(fields)}`, () => {
      assert.throws(() => upgraded(fields), { name: 'ZodError' });
    });
});
