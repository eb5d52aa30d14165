import type { Registry } from 'prom-client';
import type { SpoolCounts } from '../../../plugins/spool/dead-letters.ts';
import type { SpoolSight } from '../../outlook/spool-look.ts';
import { gauge } from './gauges.ts';

/** Adds the state of the spool: what waits, what fails, which alerts are open. */
export function addDeliverMetrics(
  registry: Registry,
  spool: SpoolSight,
  counts: SpoolCounts | undefined,
): void {
  const metric = (name: string, help: string, labels: readonly string[] = []) =>
    gauge(registry, `dma_${name}`, help, labels);
  const up = metric('deliver_up', '1 while a running dma deliver holds the lock of the spool.');
  // Without the right to read the lock it is not known.
  if (spool.isDeliverThere !== undefined) up(spool.isDeliverThere ? 1 : 0);
  metric('spool_readable', '1 while the spool can be read.')(spool.problem === undefined ? 1 : 0);
  if (spool.problem !== undefined) return;
  metric('deliver_arrived_notifications', 'Notifications that dma deliver has not looked at.')(spool.arrived);
  metric('silences_active', 'Silences that are in force.')(spool.silences.length);
  const open = metric('alerts_open', 'Open alerts by severity.', ['severity']);
  for (const severity of ['WARNING', 'FAILURE'])
    open(spool.alerts.filter(({ event }) => event.severity === severity).length, { severity });
  const ofNotifier = (name: string, help: string) => metric(`deliver_${name}`, help, ['notifier']);
  const waiting = ofNotifier('queue_length', 'Events that wait for a notifier.');
  const failed = ofNotifier('dead_letters', 'Events that can never be delivered, and were kept.');
  const attempts = ofNotifier('failing_attempts', 'Failed attempts in a row; 0 while all is well.');
  const overflowed = ofNotifier(
    'overflowed_events',
    'Events that became dead letters because too many waited.',
  );
  const removed = ofNotifier(
    'removed_dead_letters',
    'Dead letters that were removed because there were too many.',
  );
  for (const one of spool.notifiers) {
    const of = { notifier: one.name };
    waiting(one.waiting, of);
    failed(one.failed, of);
    attempts(one.attempts ?? 0, of);
    overflowed(counts?.overflowed[one.name] ?? 0, of);
    removed(counts?.removed[one.name] ?? 0, of);
  }
}
