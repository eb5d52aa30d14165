import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { contextOf } from '../../plugins/alert-context/alert-context.ts';
import { coverOf, isActive } from '../../plugins/delivery/active-silences.ts';
import { FeedbackFiles, type Feedback } from '../../plugins/spool/feedback-files.ts';
import { RetryState } from '../../plugins/spool/retry-state.ts';
import { SilenceFiles, type Silence } from '../../plugins/spool/silence-files.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { isDeliverThere } from '../check/deliver-lock.ts';
import { openEvents, type OpenEvent } from '../spool/open-episodes.ts';

/** An episode that is open; its event has the alert context of now where there is one. */
export interface OpenAlert extends OpenEvent {
  readonly silence: Silence | undefined;
  readonly feedback: Feedback['verdict'] | undefined;
}

/** The events of one notifier. */
export interface NotifierSight {
  readonly name: string;
  readonly waiting: number;
  readonly failed: number;
  /** Failed attempts in a row and the reason of the last one; absent while all is well. */
  readonly attempts?: number;
  readonly message?: string;
}

/** The state of the spool. */
export interface SpoolSight {
  readonly directory: string;
  /** The reason why it cannot be read; everything else is empty then. */
  readonly problem?: string;
  /** True when a running `dma deliver` holds its lock; undefined when that cannot be seen. */
  readonly isDeliverThere: boolean | undefined;
  /** Notifications that `dma deliver` has not looked at. */
  readonly arrived: number;
  /** The notifiers of dma.yaml, and others that have events. */
  readonly notifiers: readonly NotifierSight[];
  /** The oldest first. */
  readonly alerts: readonly OpenAlert[];
  /** The silences that are in force, the first to end first. */
  readonly silences: readonly Silence[];
}

/**
 * Reads the spool without changing anything.
 *
 * @param configured the names of the notifiers in dma.yaml
 * @param now epoch seconds
 */
export function lookAtSpool(spool: Spool, configured: readonly string[], now: number): SpoolSight {
  const { directory } = spool;
  const nothing = { arrived: 0, notifiers: [], alerts: [], silences: [] };
  try {
    const { silences } = new SilenceFiles(spool.disk, directory).all();
    const active = silences.filter((silence) => isActive(silence, now));
    return {
      directory,
      isDeliverThere: isDeliverThere(directory),
      arrived: spool.listNew().length,
      notifiers: notifiersOf(spool, configured),
      alerts: alertsOf(spool, active, now),
      silences: active,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const cure =
      code === 'ENOENT' ? 'dma deliver makes it' : 'only its owner may read it, so run this as its owner';
    const problem = `cannot be read: ${message}; ${cure}`;
    return { directory, problem, isDeliverThere: isDeliverThere(directory), ...nothing };
  }
}

/** Makes the question which silence covers a resource: the first to end. */
export function silenceFinder(
  silences: readonly Silence[],
): (subject: Pick<AlertEvent, 'host' | 'resource'>) => Silence | undefined {
  const known = silences.map((silence) => ({ silence, covers: coverOf(silence) }));
  return (subject) => known.find(({ covers }) => covers(subject))?.silence;
}

function notifiersOf(spool: Spool, configured: readonly string[]): NotifierSight[] {
  const { deadLetters } = spool;
  const queues = spool.queues();
  const names = [...new Set([...configured, ...queues, ...deadLetters.folders()])];
  return names
    .filter((name) => name !== 'new')
    .map((name) => {
      const wait = new RetryState(spool, name).wait;
      return {
        name,
        waiting: queues.includes(name) ? spool.queue(name).names().length : 0,
        failed: deadLetters.entries(name).length,
        ...(wait && { attempts: wait.attempts, message: wait.message }),
      };
    });
}

function alertsOf(spool: Spool, silences: readonly Silence[], now: number): OpenAlert[] {
  const silenceOf = silenceFinder(silences);
  const files = new FeedbackFiles(spool.disk, spool.directory);
  return openEvents(spool).map(({ event, ...others }) => {
    const context = contextOf(spool.disk, spool.directory, event.host, event.resource, now);
    return {
      event: context ? { ...event, alertContext: context } : event,
      ...others,
      silence: silenceOf(event),
      feedback: files.of(event.id)?.verdict,
    };
  });
}
