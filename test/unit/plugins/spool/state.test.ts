import assert from 'node:assert/strict';
import { emptyState, joinStates, type RouteState, type SpoolState } from '../../../../plugins/spool/state.ts';
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
