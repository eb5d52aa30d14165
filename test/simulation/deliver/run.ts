import { setImmediate as turn } from 'node:timers/promises';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { runDeliveryLoop } from '../../../plugins/delivery/delivery-loop.ts';
import { routeSchema } from '../../../plugins/delivery/route-config.ts';
import { ConfigError } from '../../../plugins/process/config-error.ts';
import { createLogger, TransitionLog } from '../../../plugins/process/logger.ts';
import type { SpoolLock } from '../../../plugins/spool/lock.ts';
import { openSpool } from '../../../plugins/spool/opening.ts';
import { Spool } from '../../../plugins/spool/spool.ts';
import { SimulatedClock } from '../../support/simulated-clock.ts';
import { Enqueuer, newEnqueuer, type EnqueuerState } from './enqueuer.ts';
import { keysIn } from './events-on-disk.ts';
import { simulatedNotifier, type ReceiverLog } from './receiver.ts';
import { startTime, type Scenario } from './scenario.ts';
import { SimulatedDisk, type Crash } from './simulated-disk.ts';

/** Where a run begins: everything that survives the end of a process. */
export interface Moment {
  readonly time: number;
  readonly disk: SimulatedDisk;
  readonly enqueuer: EnqueuerState;
  /** By notifier. */
  readonly receivers: ReadonlyMap<string, ReceiverLog>;
}

/** Where a run ended. */
export interface Ended extends Moment {
  readonly said: readonly string[];
  /** By notifier, the keys of events that were removed before they were delivered. */
  readonly lost: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A folder that a person removes while the program is at a step on the disk. */
export interface Emptying {
  readonly step: number;
  readonly folder: string;
}

/** Called before each step on the disk. Returns true where the process dies now. */
export type Watch = (step: number, what: string, crash: (kind: Crash) => Moment) => boolean;

/** Simulated seconds without anything to do, after which a run ends, and the most that a run lasts. */
const quietSeconds = 5;
/** A refresh that hangs may last this long after the receivers have become calm. */
const hangSeconds = 12;
/** A notifier whose queue has been removed waits this long for its next try. */
const holdSeconds = 300;
const maxSeconds = 7200;
const maxSteps = 5000;
/** collectd starts a program again that has ended. */
const restartSeconds = 10;

export function firstMoment({ notifiers }: Scenario): Moment {
  const disk = new SimulatedDisk();
  for (const folder of ['/spool', '/spool/tmp', '/spool/new']) disk.makeFolder(folder);
  for (const folder of ['/', '/spool']) disk.syncFolder(folder);
  const receivers = new Map(notifiers.map(({ name }) => [name, { received: [], open: [] }]));
  return { time: startTime, disk, enqueuer: newEnqueuer, receivers };
}

/**
 * Runs `dma deliver` from a moment on until everything is done, or until `watch` lets it die.
 *
 * @param emptying happens once
 */
export async function run(
  scenario: Scenario,
  begin: Moment,
  random: () => number,
  watch: Watch = () => false,
  emptying?: Emptying,
): Promise<Ended> {
  const { disk } = begin;
  const clock = new SimulatedClock(begin.time);
  const { now, sleep } = clock;
  const enqueuer = new Enqueuer(scenario.notifications, begin.enqueuer);
  const receivers = new Map([...begin.receivers].map(([name, log]) => [name, copied(log)]));
  const stop = new AbortController();
  const isCalm = (): boolean => now() >= scenario.calmTime;
  const mayHang = scenario.notifiers.some(({ failureShare }) => failureShare > 0);
  const mayBeHeld = scenario.notifiers.some(({ hold }) => hold) && emptying !== undefined;
  const settledTime = scenario.calmTime + (mayHang ? hangSeconds : 0) + (mayBeHeld ? holdSeconds : 0);
  let isDead = false;
  let failure: Error | undefined;
  let isEnqueuing = false;

  const crash = (kind: Crash): Moment => ({
    time: now(),
    disk: disk.crashed(kind, random),
    enqueuer: kind === 'machine' ? enqueuer.crashed : enqueuer.state,
    receivers: new Map([...receivers].map(([name, log]) => [name, copied(log)])),
  });
  const lost = new Map(scenario.notifiers.map(({ name }) => [name, new Set<string>()]));
  let isHeld = true;
  const empty = (folder: string): void => {
    const isRemoved = (path: string): boolean => `${path}/`.startsWith(`${folder}/`);
    for (const [name, keys] of lost)
      for (const kept of [`/spool/queue/${name}`, `/spool/failed/${name}`])
        if (isRemoved(kept)) for (const key of keysIn(disk, kept)) keys.add(key);
    // Events that are being taken back are in some of the queues only, and their notifications go as well.
    const all = [...lost.values()].flatMap((keys) => [...keys]);
    if (isRemoved('/spool')) for (const keys of lost.values()) for (const key of all) keys.add(key);
    if (['/spool/tmp', '/spool/new'].some(isRemoved))
      enqueuer.lose(isRemoved('/spool/new') ? disk.names('/spool/new') : []);
    if (isRemoved('/spool')) isHeld = false;
    disk.lose(folder);
  };
  disk.attach({
    now,
    onStep: (step, operation, path) => {
      if (isDead) return;
      if (step > maxSteps) failure ??= new Error(`does more than ${maxSteps} steps on the disk`);
      clock.pass(scenario.stepSeconds);
      if (step === emptying?.step) empty(emptying.folder);
      if (!watch(step, `${operation} ${path}`, crash)) return;
      isDead = true;
      stop.abort('the end');
    },
    fault: (operation) => {
      if (isEnqueuing || isCalm() || scenario.faultShare === 0 || random() >= scenario.faultShare)
        return undefined;
      if (operation === 'read' || operation === 'list') return 'EMFILE';
      return scenario.faults[Math.floor(random() * scenario.faults.length)];
    },
  });

  const said: string[] = [];
  const logger = createLogger('dma deliver', (line) => said.push(line.trimEnd()), new KnownSecrets());
  const notifiers = scenario.notifiers.map((planned) => ({
    name: planned.name,
    notifier: simulatedNotifier(planned, receivers.get(planned.name)!, clock, isCalm, random),
    route: routeSchema.parse(planned.route),
  }));
  const clocks = { now, monotonic: now, sleep };
  const next = (seconds: number): Promise<void> => {
    const arrival = enqueuer.nextTime ?? Number.POSITIVE_INFINITY;
    return sleep(Math.min(seconds, Math.max(0.001, arrival + 0.002 - now())), stop.signal);
  };
  const lock: SpoolLock = {
    isHeld: () => isHeld,
    retake: async () => (isHeld = true),
    free: () => undefined,
  };
  const program = async (): Promise<void> => {
    const { absence } = scenario;
    const isAbsent = absence !== undefined && now() >= absence.from && now() < absence.to;
    // Not AbortSignal.any, which may be collected before it is aborted.
    const phase = new AbortController();
    stop.signal.addEventListener('abort', () => phase.abort(stop.signal.reason));
    if (stop.signal.aborted) phase.abort(stop.signal.reason);
    const { signal } = phase;
    const restartTime = [absence?.from, absence?.to].find((time) => time !== undefined && time > now());
    if (restartTime !== undefined) void sleep(restartTime - now(), signal).then(() => phase.abort());
    const present = notifiers.filter(({ name }) => !isAbsent || name !== absence.name);
    const spool = new Spool(disk, '/spool');
    const queues = present.map(({ name }) => spool.queue(name));
    const opened = await openSpool(spool, queues, { lock: async () => lock, logger, signal, ...clocks });
    if (!opened) return;
    await runDeliveryLoop({
      ...clocks,
      spool,
      lock,
      notifiers: present,
      forward: 'dma',
      deadlineSeconds: 86_400,
      logger,
      log: new TransitionLog(logger, now),
      arrivals: { next },
      signal,
      random,
    });
  };
  const restarting = async (): Promise<void> => {
    while (!stop.signal.aborted)
      try {
        await program();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        await sleep(restartSeconds, stop.signal);
      }
  };

  const running = restarting().catch((error: Error) => (failure = error));
  let quietTime: number | undefined;
  for (;;) {
    await turn();
    if (isDead || failure) break;
    const arrival = enqueuer.nextTime;
    if (arrival !== undefined && arrival <= (clock.nextTime ?? arrival)) {
      clock.pass(Math.max(0, arrival - now()));
      isEnqueuing = true;
      enqueuer.step(disk);
      isEnqueuing = false;
      continue;
    }
    const isQuiet = arrival === undefined && now() >= settledTime && isEmpty(scenario, disk);
    quietTime = isQuiet ? (quietTime ?? now()) : undefined;
    if (quietTime !== undefined && now() - quietTime > quietSeconds) break;
    if (now() > begin.time + maxSeconds) throw new Error(`is not done after ${maxSeconds} s`);
    if (!clock.next()) throw new Error('sleeps for ever');
  }
  stop.abort('the end');
  await running;
  if (failure && !isDead) throw failure;
  return { time: now(), disk, enqueuer: enqueuer.state, receivers, said, lost };
}

function isEmpty({ notifiers }: Scenario, disk: SimulatedDisk): boolean {
  const folders = ['/spool/new', ...notifiers.map(({ name }) => `/spool/queue/${name}`)];
  return folders.every((folder) => disk.names(folder).length === 0);
}

function copied({ received, open }: ReceiverLog): ReceiverLog {
  return { received: [...received], open };
}
