import { describeFailure, type Delivery } from '../../notifiers/notifier.ts';
import type { Severity } from '../../notifiers/event/alert-event.ts';
import { testEvent } from '../../notifiers/event/test-event.ts';
import { failureOf } from '../../notifiers/trial.ts';
import { notifierEntry, type NotifierName } from '../../notifiers/registry.ts';
import { didYouMean } from '../../notifiers/closest-name.ts';
import type { ConfiguredNotifier } from '../../plugins/config/configured-notifiers.ts';
import { UsageError } from '../process/command-error.ts';

/** The surroundings of a trial. */
export interface Trial {
  /** The name of this machine, for the events. */
  readonly host: string;
  /** The current time in epoch seconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** The severities of a whole episode, in its order. */
const severities: readonly Severity[] = ['WARNING', 'FAILURE', 'OKAY'];

type Tried = Pick<ConfiguredNotifier, 'name' | 'notifier'>;

/**
 * Finds a notifier by its name in dma.yaml.
 *
 * @throws UsageError
 */
export function chosenNotifier<Chosen extends Tried>(notifiers: readonly Chosen[], name: string): Chosen {
  const found = notifiers.find((notifier) => notifier.name === name);
  if (found) return found;
  const names = notifiers.map((notifier) => notifier.name);
  throw new UsageError(
    `dma.yaml has no notifier ${JSON.stringify(name.slice(0, 60))}; it has ${names.join(', ') || 'none'}${didYouMean(name, names)}`,
  );
}

/**
 * Sends a WARNING, a FAILURE and an OKAY that are marked as tests, past the spool and the route, and prints a line for
 * each. A notifier whose events act on the world gets none: the line says what they would do.
 *
 * All three are sent, whatever comes of the first: OKAY ends what the others may have opened.
 *
 * @returns true when all were delivered
 */
export async function tryEpisode({ name, notifier }: Tried, trial: Trial): Promise<boolean> {
  const { host, now, signal, print } = trial;
  const { acts } = notifierEntry(notifier.name as NotifierName);
  if (acts !== undefined) {
    const files = await notifier.checkFiles?.();
    const state = files?.outcome === 'failed' ? describeFailure(files) : 'its files can be used';
    print(`${name}: nothing was sent, because no test can be told from an alert there: ${acts}; ${state}`);
    return false;
  }
  const since = now();
  const episode = { id: `dma-test-${Math.round(since * 1000)}`, host, since, by: 'dma deliver --try' };
  let areAllDelivered = true;
  for (const severity of severities) {
    const event = testEvent(severity, episode, now());
    if (notifier.skips?.(event) === true) {
      print(`${name} ${severity}: not sent, as configured`);
      continue;
    }
    const open = severity === 'OKAY' ? [] : [event];
    const delivery = failureOf(await notifier.deliver({ events: [event], open }, signal));
    print(`${name} ${severity}: ${described(delivery)}`);
    areAllDelivered &&= delivery.outcome === 'delivered';
  }
  return areAllDelivered;
}

function described(delivery: Delivery): string {
  if (delivery.outcome === 'delivered')
    return delivery.note === undefined ? 'delivered' : `delivered; ${delivery.note}`;
  return `failed (${delivery.reason}): ${describeFailure(delivery)}`;
}
