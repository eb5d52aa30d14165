import type { ClosedEpisode } from '../../plugins/spool/closed-episode.ts';
import { exampleTime } from './example-event.ts';

/** An episode that has ended after two minutes, with the fields of interest replaced. */
export function exampleEpisode(fields: Partial<ClosedEpisode> = {}): ClosedEpisode {
  return {
    id: 'dma-0123456789abcdef',
    kind: 'exhaustion',
    host: 'web1',
    resource: 'memory',
    source: 'web1/dma-memory/percent-risk',
    since: exampleTime,
    end: exampleTime + 120,
    highest: 'WARNING',
    message: 'risk above 50',
    endMessage: 'risk below 50',
    told: ['log'],
    ...fields,
  };
}
