import type { WriteStream } from 'node:tty';
import { startCongressDummy } from '../dummies/congress/congress-dummy.ts';
import { startPrivateStack, type PrivateStack, type PrivateStackOptions } from '../stack/private-stack.ts';
import { StackWatch } from '../stack/stack-watch.ts';
import { showClassic } from './classic-show.ts';
import { DemoScreen } from './demo-screen.ts';
import { DemoStage } from './demo-stage.ts';
import { showLeak } from './leak-show.ts';
import { planClassic, planStress, readMeminfo } from './stress-plan.ts';

/**
 * The demonstration: a private Redis and collectd with the files from conf/, a stand-in for Congress, and mem-stress
 * twice.
 *
 * @param signal ends it early; everything is cleaned up either way
 * @param isClassic shows the demonstration of 2017, with the files from conf/classic/
 * @throws OutsideError when collectd or Redis do not start, or the machine has too little memory
 */
export async function demo(
  out: NodeJS.WritableStream,
  signal: AbortSignal,
  isClassic: boolean,
): Promise<void> {
  const { limit, options, show } = isClassic ? classicDemo() : leakDemo();
  const screen = new DemoScreen((text) => out.write(text), (out as Partial<WriteStream>).isTTY === true);
  screen.heading('Starting a private Redis, a private collectd and a stand-in for OpenStack Congress');
  const congress = await startCongressDummy();
  let stack: PrivateStack | undefined;
  let watch: StackWatch | undefined;
  try {
    stack = await startPrivateStack({ ...options, env: congress.env });
    screen.say(`in ${stack.directory}, with the files from ${isClassic ? 'conf/classic/' : 'conf/'}`);
    watch = new StackWatch(stack, limit);
    await show(new DemoStage({ screen, stack, watch, congress, signal }));
  } finally {
    screen.heading('Cleaning up');
    watch?.close();
    await stack?.stop();
    await congress.close();
    screen.say('collectd, Redis and all files are gone');
  }
}

interface Demo {
  /** In bytes. */
  readonly limit: number;
  readonly options: PrivateStackOptions;
  readonly show: (stage: DemoStage) => Promise<void>;
}

function leakDemo(): Demo {
  const memory = readMeminfo();
  // Says at once when there is too little memory.
  planStress(memory, 0);
  // Out of reach. The limit that counts follows when the programs of the demonstration run.
  const limit = memory.usedBytes + memory.availableBytes;
  return {
    limit,
    options: {
      // A program that was ended is started again soon.
      exchanges: [['\nLoadPlugin exec\n', '\n<LoadPlugin exec>\n  Interval 1\n</LoadPlugin>\n']],
      configure: (config) => {
        config.deleteIn(['targets', 'disk']);
        config.setIn(['targets', 'memory', 'limit'], limit);
        config.setIn(['notifiers', 'congress'], {});
      },
    },
    show: showLeak,
  };
}

function classicDemo(): Demo {
  const memory = readMeminfo();
  const plan = planClassic(memory);
  const limit = Math.round(memory.usedBytes + plan.room);
  return {
    limit,
    options: {
      conf: 'conf/classic',
      exchanges: [['FailureMax 8000000000', `FailureMax ${limit}`]],
      configure: (config) => config.setIn(['notifiers', 'congress'], {}),
    },
    show: (stage) => showClassic(stage, plan),
  };
}
