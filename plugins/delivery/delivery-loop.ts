import type { Notifier } from '../../notifiers/notifier.ts';
import { ConfigError } from '../process/config-error.ts';
import type { Logger, TransitionLog } from '../process/logger.ts';
import { complainOf, nameOf } from '../spool/opening.ts';
import { RetryState } from '../spool/retry-state.ts';
import type { SpoolState } from '../spool/state.ts';
import { NewerFile } from '../spool/version.ts';
import type { Spool } from '../spool/spool.ts';
import type { Arrivals } from './arrivals.ts';
import { ClockWatch } from './clock-watch.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { IntakePace } from './intake-pace.ts';
import { Intake, type IntakeParts } from './intake.ts';
import type { Route } from './route-config.ts';

/** The spool is scanned this often even when the file system reports nothing. */
const scanSeconds = 1;

/** A notifier under the name that it has in dma.yaml. */
export interface NamedNotifier {
  readonly name: string;
  readonly notifier: Notifier;
  readonly route: Route;
}

/** Everything the loop needs of the outside world, so that a simulation can stand in for it. */
export interface DeliveryLoopParts {
  /** Opened for this process alone. */
  readonly spool: Spool;
  readonly notifiers: readonly NamedNotifier[];
  readonly forward: IntakeParts['forward'];
  /** An event that could not be delivered for this long is a dead letter. */
  readonly deadlineSeconds: number;
  readonly logger: Logger;
  readonly log: TransitionLog;
  readonly arrivals: Pick<Arrivals, 'next'>;
  /** Ends the loop. */
  readonly signal: AbortSignal;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** Settles after that many seconds, at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Delivers what arrives in the spool until `signal` is aborted and every attempt under way has settled.
 *
 * @throws ConfigError when a newer version has worked on the spool
 */
export async function runDeliveryLoop(parts: DeliveryLoopParts): Promise<void> {
  const { spool, log, logger, signal, monotonic, sleep, arrivals } = parts;
  const clock = new ClockWatch(parts);
  const sinks = parts.notifiers.map((named) => ({ ...named, queue: spool.queue(named.name) }));
  for (const { name, queue } of sinks) {
    const newer = log.subject(`the spool's queue of ${name}`);
    queue.onMalformed = (entry, message) =>
      logger.warn(
        `spool entry ${entry} of notifier ${name} is no event (${message}); it is now in ${queue.failedFolder}`,
      );
    queue.onNewer = (entry, message) =>
      newer.failing(
        'holds events that wait for a newer version',
        `: ${entry} ${message}; update collectd-dma`,
      );
  }
  const intake = new Intake({ ...parts, sinks }, loadState(spool, logger));
  const queues = sinks.map(
    ({ name, notifier, queue }) =>
      new DeliveryQueue({
        ...parts,
        name,
        notifier,
        queue,
        retryState: new RetryState(spool, name),
        isAgeCertain: (seconds) => clock.isAgeCertain(seconds),
        open: () => intake.open(name),
      }),
  );
  const working = new Set<Promise<void>>();
  const pace = new IntakePace();
  try {
    while (!signal.aborted) {
      clock.look();
      const start = monotonic();
      const isMore = takeSome(intake, pace, parts);
      const seconds = monotonic() - start;
      for (const queue of queues) {
        const run = queue
          .wake(signal)
          .then(() => log.subject(nameOf(spool, queue.part)).recovered())
          .catch((error: unknown) => complainOf(spool, error, log, queue.part))
          .finally(() => working.delete(run));
        working.add(run);
      }
      // Not before: deliveries are under way by now.
      if (!isMore) keepReserve(spool, log);
      // Deliveries get as much time as the intake took.
      await sleep(Math.min(seconds, scanSeconds), signal);
      if (!isMore) await arrivals.next(scanSeconds, signal);
    }
  } finally {
    await Promise.all(working);
  }
}

function takeSome(intake: Intake, pace: IntakePace, { spool, log, monotonic }: DeliveryLoopParts): boolean {
  const start = monotonic();
  try {
    const isMore = intake.takeSome(pace.count);
    pace.took(monotonic() - start, isMore);
    // On a full disk it goes on by fits and starts.
    if (!isMore) log.subject(nameOf(spool)).recovered();
    return isMore;
  } catch (error) {
    complainOf(spool, error, log);
    pace.failed();
    return false;
  }
}

function keepReserve(spool: Spool, log: TransitionLog): void {
  const part = 'reserve';
  const reserve = log.subject(nameOf(spool, part));
  try {
    if (spool.reserve.fill()) reserve.recovered();
    else reserve.failing('is not whole', ': its disk is nearly full; make space before alerts are lost');
  } catch (error) {
    complainOf(spool, error, log, part);
  }
}

function loadState(spool: Spool, logger: Logger): SpoolState {
  try {
    return spool.loadState() ?? spool.newState();
  } catch (error) {
    if (error instanceof NewerFile)
      throw new ConfigError(`spool: ${spool.directory}/episodes.json ${error.message}; update collectd-dma`, {
        cause: error,
      });
    logger.warn(
      `${spool.directory}/episodes.json cannot be read (${(error as Error).message}); open episodes are forgotten`,
    );
    spool.rejectState();
    return spool.newState();
  }
}
