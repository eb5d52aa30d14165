import type { DemoStage } from './demo-stage.ts';
import { planStress, readMeminfo } from './stress-plan.ts';

const [kibi, mebi] = [2 ** 10, 2 ** 20];
/** The growth ends this long after the limit was reached. */
const overSeconds = 10;
/** An alert of this growth comes earlier than that when nothing disturbs it. */
const usualLeadSeconds = 10;

/**
 * A bulk allocation that is not notified, and a steady growth that is, before it reaches the limit. Before each of the
 * two the limit follows what the machine uses just then.
 *
 * @throws OutsideError when the machine has too little memory
 */
export async function showLeak(stage: DemoStage): Promise<void> {
  const { screen, watch, others, signal } = stage;
  await stage.look(12);
  if (signal.aborted) return;
  const plan = planStress(readMeminfo(), others.unrestBytes);

  screen.heading(
    `1. Bulk allocation: ${plan.bulk / mebi} MiB at once, kept for 20 s. Large, but it leads nowhere.`,
  );
  await followLimit(stage, plan.room);
  if (signal.aborted) return;
  await stage.stress([`${plan.bulk / mebi}m`, '1', '0', '20'], 45);
  if (signal.aborted) return;
  screen.say(bulkResult(watch.alerts.length > 0, others.describe(plan.room)));

  screen.heading(
    `2. Steady growth: ${(plan.step / mebi).toFixed(1)} MiB every second. At this pace the limit is a minute and a half away.`,
  );
  await stage.untilClear();
  await followLimit(stage, plan.room);
  if (signal.aborted) return;
  const isOver = (): boolean =>
    (watch.crossedAt ?? Number.POSITIVE_INFINITY) < Date.now() / 1000 - overSeconds;
  await stage.stress([`${plan.step / kibi}k`, String(plan.steps), '1', '3'], plan.steps + 5, isOver);
  if (signal.aborted) return;
  const result = growthResult(watch.alerts[0]?.time, watch.crossedAt, others.describe(plan.room));
  stage.showEvents('The events table of Congress while the memory was short', 'at the alert');
  await stage.untilClear();
  if (signal.aborted) return;
  stage.showEvents('The events table now that it is not', 'now');
  screen.heading('What was gained');
  screen.say(result);
}

async function followLimit(stage: DemoStage, room: number): Promise<void> {
  const used = readMeminfo().usedBytes;
  await stage.setLimit(used + room);
  if (stage.signal.aborted) return;
  stage.screen.say(
    `The limit is ${Math.round((used + room) / mebi)} MiB: what is used now, and ${Math.round(room / mebi)} MiB more.`,
  );
}

/** @param disturbance what other programs did, if it was much */
export function bulkResult(isNotified: boolean, disturbance: string | undefined): string {
  if (!isNotified) return 'Nothing was notified.';
  return disturbance === undefined
    ? 'It was notified, which it should not have been.'
    : `It was notified: ${disturbance}. Try again when the machine does less.`;
}

/**
 * @param alertAt epoch seconds of the first alert
 * @param crossedAt epoch seconds at which the limit was reached
 * @param disturbance what other programs did, if it was much
 */
export function growthResult(
  alertAt: number | undefined,
  crossedAt: number | undefined,
  disturbance: string | undefined,
): string {
  const why = disturbance === undefined ? '' : `: ${disturbance}. Try again when the machine does less`;
  if (alertAt === undefined) {
    return crossedAt === undefined
      ? `The limit was not reached, and nothing was notified${why}.`
      : `The limit was reached, and no alert came before the memory was given back${why}.`;
  }
  if (crossedAt === undefined) return `The alert came, and the limit was not reached${why}.`;
  const lead = crossedAt - alertAt;
  return lead > 0
    ? `The alert came ${lead.toFixed(1)} s before the limit was reached${lead < usualLeadSeconds ? why : ''}.`
    : `The alert came no sooner than the limit was reached${why}.`;
}
