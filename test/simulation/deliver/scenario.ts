import { seededRandom } from '../../../analysis/maths/seeded-random.ts';

/** The ways in which a receiver answers an attempt. */
export type Answer =
  'takes' | 'refuses' | 'fails' | 'takes-and-fails' | 'hangs' | 'takes-and-hangs' | 'rejects';

export interface PlannedNotification {
  readonly name: string;
  readonly host: string;
  readonly severity: 'OKAY' | 'WARNING' | 'FAILURE';
  /** Epoch seconds. */
  readonly time: number;
}

export interface PlannedNotifier {
  readonly name: string;
  readonly maxEvents: number;
  /** Seconds between repetitions of what is open, for a receiver that forgets. */
  readonly repeatSeconds?: number;
  /** Seconds until an answer. */
  readonly delaySeconds: number;
  /** The share of attempts with an answer other than `takes`, and these answers. */
  readonly failureShare: number;
  readonly failures: readonly Answer[];
  /** As in dma.yaml. */
  readonly route: PlannedRoute;
  /** Something that a person has to mend at the receiver. */
  readonly hold?: Hold;
}

/** A receiver that takes nothing until a person has mended it. */
export interface Hold {
  readonly reason: 'unauthorized' | 'too-large';
  /** Epoch seconds. */
  readonly mendedTime: number;
}

export interface PlannedRoute {
  readonly hosts?: readonly string[];
  readonly minimumSeverity?: 'FAILURE';
  readonly atMost?: { readonly events: number; readonly seconds: number };
}

/** A time in which a notifier is not in the configuration; `dma deliver` is restarted before and after it. */
export interface Absence {
  readonly name: string;
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
}

/** A simulated afternoon: everything that happens but crashes. Follows from its seed. */
export interface Scenario {
  readonly seed: number;
  readonly notifications: readonly PlannedNotification[];
  readonly notifiers: readonly PlannedNotifier[];
  readonly absence: Absence | undefined;
  /** Seconds that a step on the disk takes. */
  readonly stepSeconds: number;
  /** The share of steps that fail, and the codes of their errors. */
  readonly faultShare: number;
  readonly faults: readonly string[];
  /** No fault happens and no receiver fails after this time, in epoch seconds. */
  readonly calmTime: number;
}

export const startTime = 1_795_226_400;
const severities = {
  OKAY: ['WARNING', 'FAILURE'],
  WARNING: ['FAILURE', 'OKAY', 'OKAY'],
  FAILURE: ['WARNING', 'OKAY', 'OKAY'],
} as const;
const failures: readonly Answer[] = ['refuses', 'fails', 'takes-and-fails', 'hangs', 'takes-and-hangs'];

const routes: readonly PlannedRoute[] = [
  {},
  {},
  {},
  { hosts: ['web1'] },
  { minimumSeverity: 'FAILURE' },
  { atMost: { events: 1, seconds: 1 } },
  { atMost: { events: 1, seconds: 4 }, minimumSeverity: 'FAILURE' },
];

/** The share of scenarios in which a receiver holds its queue. */
const heldShare = 0.15;

export function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const hosts = ['web1', 'web2'].slice(0, 1 + below(2));
  const states = new Map<string, PlannedNotification['severity']>();
  const notifications: PlannedNotification[] = [];
  let time = startTime + 1;
  const gap = pick([0.01, 0.3, 1.5]);
  for (let count = 2 + below(4); count > 0; count--) {
    const host = pick(hosts);
    const severity = pick(severities[states.get(host) ?? 'OKAY']);
    states.set(host, severity);
    time += 0.004 + random() * gap;
    const rounded = Math.round(time * 1000) / 1000;
    notifications.push({ name: `${time.toFixed(9)}.${notifications.length}`, host, severity, time: rounded });
  }
  const notifier = (name: string): PlannedNotifier => ({
    name,
    maxEvents: pick([1, 2, 10]),
    ...(random() < 0.4 && { repeatSeconds: 2 }),
    delaySeconds: pick([0, 0.02, 0.8]),
    failureShare: pick([0, 0, 0.2, 0.6]),
    failures: random() < 0.15 ? [...failures, 'rejects'] : failures,
    route: pick(routes),
  });
  const from = startTime + random() * (time - startTime);
  const absence = { name: 'http', from, to: from + 0.05 + random() * (time + 1 - from) };
  const planned = {
    seed,
    notifications,
    absence: random() < 0.3 ? absence : undefined,
    notifiers: ['http', 'log'].slice(0, 1 + below(2)).map(notifier),
    stepSeconds: pick([0, 0, 0.0005, 0.05]),
    faultShare: pick([0, 0, 0, 0.02, 0.3]),
    faults: pick([['ENOSPC'], ['EIO'], ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']]),
    calmTime: time + 8,
  };
  if (random() >= heldShare) return planned;
  const hold: Hold = { reason: pick(['unauthorized', 'too-large']), mendedTime: time + 8 * random() };
  const [first, ...others] = planned.notifiers;
  return { ...planned, notifiers: [{ ...first!, hold }, ...others] };
}
