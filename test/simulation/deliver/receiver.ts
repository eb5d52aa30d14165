import { eventKey } from '../../../notifiers/event/event-json.ts';
import {
  delivered,
  failed,
  held,
  type Batch,
  type Delivery,
  type Notifier,
} from '../../../notifiers/notifier.ts';
import type { SimulatedClock } from '../../support/simulated-clock.ts';
import type { Answer, PlannedNotifier } from './scenario.ts';

/** An event as a receiver took it. */
export interface Received {
  readonly key: string;
  readonly id: string;
  readonly source: string;
  readonly severity: string;
  readonly time: number;
}

/** Everything that a receiver knows; it survives the crashes of the sender. */
export interface ReceiverLog {
  readonly received: Received[];
  /** The ids that the newest batch named as open. */
  open: readonly string[];
}

const timeoutSeconds = 10;

/** A notifier whose receiver answers as the scenario has it. */
export function simulatedNotifier(
  { name, maxEvents, repeatSeconds, delaySeconds, failureShare, failures, hold }: PlannedNotifier,
  log: ReceiverLog,
  clock: SimulatedClock,
  isCalm: () => boolean,
  random: () => number,
): Notifier {
  const take = ({ events, open }: Batch): void => {
    for (const event of events) {
      const { id, source, severity, time } = event;
      log.received.push({ key: eventKey(event), id, source, severity, time });
    }
    log.open = open.map(({ id }) => id);
  };
  const nextAnswer = (): Answer =>
    isCalm() || random() >= failureShare ? 'takes' : failures[Math.floor(random() * failures.length)]!;

  async function deliver(batch: Batch, signal: AbortSignal): Promise<Delivery> {
    if (hold && clock.now() < hold.mendedTime) return held(hold.reason, '401 or 413', 'mend it');
    const answer = nextAnswer();
    if (answer === 'refuses') return failed('unreachable', true, 'refused');
    if (delaySeconds > 0) await clock.sleep(delaySeconds, signal);
    if (signal.aborted) return failed('aborted', true, 'aborted');
    if (answer === 'fails') return failed('server-error', true, '500');
    if (answer === 'rejects' && batch.events.length > 0) return failed('rejected', false, '400');
    if (answer !== 'hangs') take(batch);
    if (answer === 'takes-and-fails') return failed('server-error', true, '502');
    if (answer === 'takes' || answer === 'rejects') return delivered;
    await clock.sleep(timeoutSeconds, signal);
    return signal.aborted ? failed('aborted', true, 'aborted') : failed('timeout', true, 'no answer');
  }

  return {
    name,
    maxEvents,
    ...(repeatSeconds !== undefined && { repeatSeconds }),
    deliver,
    close: () => undefined,
  };
}
