import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WriteStream } from 'node:tty';
import { pause } from '../../plugins/process/clock.ts';
import { startCongressDummy, type RunningCongressDummy } from '../dummies/congress/congress-dummy.ts';
import { DemoScreen } from './demo-screen.ts';
import { formatEvents } from '../events/events-table.ts';
import { packageRoot } from '../package-root.ts';
import { startPrivateStack, type PrivateStack } from '../stack/private-stack.ts';
import { StackWatch } from '../stack/stack-watch.ts';
import { planBulk, planStress, readMeminfo, type StressPlan } from './mem-stress.ts';

const mebi = 2 ** 20;
/** How long everything is waited for that should have come long before. */
const maxWaitSeconds = 60;

/**
 * The demonstration: a private Redis and collectd with the files from conf/, a stand-in for Congress, and mem-stress
 * twice. A bulk allocation is not notified; steady growth is, before it reaches the limit.
 *
 * @param signal ends it early; everything is cleaned up either way
 * @throws OutsideError when collectd or Redis do not start, or the machine has too little memory
 */
export async function demo(out: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  const plan = planStress(readMeminfo());
  const screen = new DemoScreen((text) => out.write(text), (out as Partial<WriteStream>).isTTY === true);
  screen.heading('Starting a private Redis, a private collectd and a stand-in for OpenStack Congress');
  const congress = await startCongressDummy();
  let stack: PrivateStack | undefined;
  let watch: StackWatch | undefined;
  try {
    stack = await startPrivateStack({
      env: congress.env,
      configure: (config) => {
        config.deleteIn(['targets', 'disk']);
        config.setIn(['targets', 'memory', 'limit'], plan.limit);
        config.setIn(['notifiers', 'congress'], {});
      },
    });
    screen.say(
      `in ${stack.directory}, with the files from conf/; the limit is ${Math.round(plan.limit / mebi)} MiB of used memory`,
    );
    watch = new StackWatch(stack, plan.limit);
    await show({ plan, screen, watch, congress, signal });
  } finally {
    screen.heading('Cleaning up');
    watch?.close();
    await stack?.stop();
    await congress.close();
    screen.say('collectd, Redis and all files are gone');
  }
}

interface Stage {
  readonly plan: StressPlan;
  readonly screen: DemoScreen;
  readonly watch: StackWatch;
  readonly congress: RunningCongressDummy;
  readonly signal: AbortSignal;
}

async function show(stage: Stage): Promise<void> {
  const { plan, screen, watch, congress, signal } = stage;
  await look(stage, 12);
  if (signal.aborted) return;

  const bulkBytes = planBulk(plan.limit, readMeminfo());
  screen.heading(
    `1. Bulk allocation: ${bulkBytes / mebi} MiB at once, kept for 20 s. Large, but it leads nowhere.`,
  );
  const bulk = memStress([`${bulkBytes / mebi}m`, '1', '0', '20'], signal);
  await look(stage, 45, bulk);
  if (signal.aborted) return;
  screen.say(
    watch.warnings.length === 0 ? 'Nothing was notified.' : 'It was notified, which it should not have been.',
  );

  screen.heading(
    `2. Steady growth: ${plan.step / mebi} MiB every second. At this pace the limit is a minute and a half away.`,
  );
  const before = watch.warnings.length;
  const growth = memStress([`${plan.step / mebi}m`, String(plan.steps), '1', '3'], signal);
  await look(stage, plan.steps + 5, growth);
  if (signal.aborted) return;
  const [warning] = watch.warnings.slice(before);
  screen.heading('The events table of Congress while the memory was short');
  screen.print(formatEvents(watch.rowsAtWarning ?? congress.rows()));
  await look(stage, maxWaitSeconds, undefined, () => watch.isClear);
  screen.heading('The events table now that it is not');
  screen.print(formatEvents(congress.rows()));
  if (warning === undefined) {
    screen.say(
      'No WARNING came. On a very busy machine the growth can drown in what else happens; try again.',
    );
    return;
  }
  const lead = watch.crossedAt === undefined ? undefined : watch.crossedAt - warning.time;
  screen.heading('What was gained');
  screen.say(
    lead === undefined
      ? 'The limit was never reached.'
      : `The WARNING came ${lead.toFixed(1)} s before the limit was reached.`,
  );
}

/** Shows a line a second until the time is up, or the work is done and `isOver`. */
async function look(
  { screen, watch, congress, signal }: Stage,
  seconds: number,
  work?: Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  for (let second = 0; second < seconds && !signal.aborted && !isOver(); second++) {
    await pause(1, signal);
    await watch.look(congress.rows());
    screen.row(watch.newest, watch.limit);
    for (const line of watch.takeNotifications()) screen.notification(line);
  }
  await work;
}

/** `dma mem-stress` as a process of its own. */
async function memStress(args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [join(packageRoot, 'dist/tools/dma.js'), 'mem-stress', ...args], {
    stdio: 'ignore',
  });
  const kill = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', kill);
  await once(child, 'exit');
  signal.removeEventListener('abort', kill);
}
