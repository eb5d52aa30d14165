import type { DemoStage } from './demo-stage.ts';
import { bulkResult } from './leak-show.ts';
import { classicSteps, type ClassicPlan } from './stress-plan.ts';

/** Longer, and the prediction stays above the threshold for more values than the threshold's `Hits`. */
const maxAtOnceSeconds = 3;
const { count, intervalSeconds, keepSeconds } = classicSteps;

/** The demonstration of 2017: the same memory taken at once, which is not notified, and step by step, which is. */
export async function showClassic(stage: DemoStage, { stepMebibytes, room }: ClassicPlan): Promise<void> {
  const { screen, watch, others, signal } = stage;
  const size = `${stepMebibytes}m`;
  await stage.look(12);
  if (signal.aborted) return;

  screen.heading(`1. dma mem-stress ${size} ${count} 0 ${keepSeconds}: all of it at once`);
  begin(stage);
  const tookSeconds = await stage.stress([size, String(count), '0', String(keepSeconds)], 15);
  if (signal.aborted) return;
  screen.say(bulkResult(watch.alerts.length > 0, disturbanceOf(tookSeconds) ?? others.describe(room)));

  screen.heading(
    `2. dma mem-stress ${size} ${count} ${intervalSeconds} ${keepSeconds}: the same, step by step`,
  );
  await stage.untilClear();
  begin(stage);
  await stage.stress([size, String(count), String(intervalSeconds), String(keepSeconds)], 20);
  if (signal.aborted) return;
  stage.showEvents('The events table of Congress while the memory grew', 'at the alert');
  await stage.untilClear();
  if (signal.aborted) return;
  stage.showEvents('The events table now that it does not', 'now');
  screen.say(
    watch.alerts.length === 0
      ? `Nothing was notified, which it should have been: ${others.describe(room) ?? 'the growth was too uneven'}.`
      : 'It was notified.',
  );
}

function begin({ watch, others }: DemoStage): void {
  watch.begin(watch.limit, Date.now() / 1000);
  others.begin();
}

/** @param tookSeconds in which the memory was taken that should have been taken at once */
function disturbanceOf(tookSeconds: number | undefined): string | undefined {
  return tookSeconds !== undefined && tookSeconds > maxAtOnceSeconds
    ? `this machine took ${tookSeconds.toFixed(0)} s to give the memory, which is a growth and not at once`
    : undefined;
}
