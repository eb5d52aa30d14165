import type { TransitionLog } from '../process/logger.ts';
import type { SpoolQueue } from '../spool/queue.ts';
import type { Spool } from '../spool/spool.ts';

/** Makes dead letters of the oldest events of a queue that holds too many. @param time epoch seconds */
export function boundQueue(
  queue: SpoolQueue,
  time: number,
  { log, spool }: { readonly log: TransitionLog; readonly spool: Spool },
): void {
  const dropped = queue.bound(time);
  const subject = log.subject(`spool of notifier ${queue.notifier}`);
  if (dropped === 0) return subject.recovered();
  const total = spool.deadLetters.counts().overflowed[queue.notifier] ?? dropped;
  subject.failing(
    'holds too many events; the oldest become dead letters',
    ` in ${spool.deadLetters.directory}/${queue.notifier} (${total} so far)`,
  );
}
