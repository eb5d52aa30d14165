import assert from 'node:assert/strict';
import type { Related } from '../../../../notifiers/event/alert-event.ts';
import { relatedText } from '../../../../notifiers/event/related-text.ts';

const busy = {
  identifier: 'web1/cpu-0/cpu-user',
  direction: 'rose',
  lagSeconds: -12.3,
  correlation: 0.912,
} as const satisfies Related['series'][number];

function related(fields: Partial<Related>): Related {
  return { time: 1, series: [], moved: 0, looked: 240, of: 240, ...fields };
}

describe('the text of the series that moved with a resource', () => {
  it('names each with its change, its time and how much alike it is', () => {
    assert.equal(
      relatedText(related({ series: [busy], moved: 1 }), 'web1'),
      'moved with it: cpu-0/cpu-user rose 12 s before (r 0.91)',
    );
  });

  it('names three, other hosts, and data sources', () => {
    const after = { ...busy, direction: 'fell', lagSeconds: 150, correlation: -0.8 } as const;
    const series = [
      { ...busy, identifier: 'web2/interface-eth0/if_octets', dataSource: 'rx', lagSeconds: 0.2 },
      after,
      busy,
      busy,
    ];
    assert.equal(
      relatedText(related({ series, moved: 9 }), 'web1'),
      'moved with it: web2/interface-eth0/if_octets rx rose at the same time (r 0.91), cpu-0/cpu-user fell 3 min after (r -0.80), cpu-0/cpu-user rose 12 s before (r 0.91), 6 more',
    );
  });

  it('says that nothing moved, of how many, and when nobody looked', () => {
    assert.equal(relatedText(related({}), 'web1'), 'nothing moved with it (240 series compared)');
    assert.equal(
      relatedText(related({ looked: 1000, of: 4000 }), 'web1'),
      'nothing moved with it (1000 of 4000 series compared)',
    );
    assert.equal(
      relatedText(related({ problem: 'Redis cannot be read' }), 'web1'),
      'which others moved is not known: Redis cannot be read',
    );
    assert.equal(
      relatedText(related({ looked: 0, of: 0 }), 'web1'),
      'no other series of its host can be compared with it',
    );
  });
});
