import type { AlertEvent, SeriesRecord } from '../../notifiers/event/alert-event.ts';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { Batch } from '../../notifiers/notifier.ts';
import type { NotifierContext } from '../../notifiers/notifier.ts';

/** 2026-11-21T02:00:00.123Z */
export const exampleTime = 1_795_226_400.123;

/** Four earlier alerts. */
export const exampleRecord: SeriesRecord = {
  days: 30,
  alerts: 4,
  right: 3,
  mended: 1,
  false: 0,
  medianLeadSeconds: 66,
};

/** Links of a target. */
export const exampleLinks = {
  runbook: 'https://wiki.example.org/runbooks/memory',
  graph: 'https://grafana.example.org/d/memory?var-host=web1',
};

/** An event as `dma deliver` makes it, with the fields of interest replaced. */
export function exampleEvent(fields: Partial<AlertEvent> = {}): AlertEvent {
  return {
    id: 'web1-memory-1',
    severity: 'WARNING',
    kind: 'exhaustion',
    time: exampleTime,
    since: exampleTime,
    host: 'web1',
    resource: 'memory',
    source: 'web1/dma-memory/percent-risk',
    message: 'Host web1, plugin dma (instance memory) type percent: above the warning threshold',
    value: 87.5,
    details: { WarningMax: '5.000000e+01' },
    ...fields,
  };
}

/** A batch of these events; all but the OKAYs are open. */
export function exampleBatch(...events: AlertEvent[]): Batch {
  const given = events.length > 0 ? events : [exampleEvent()];
  return { events: given, open: given.filter(({ severity }) => severity !== 'OKAY') };
}

/** The context of a notifier in a process with this environment, at `exampleTime`. */
export function exampleContext(env: Readonly<Record<string, string>> = {}): NotifierContext {
  return {
    writer: 'collector1',
    env: (name) => env[name],
    now: () => exampleTime,
    secrets: new KnownSecrets(),
  };
}
