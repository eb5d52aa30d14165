import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';
import { meaningOf } from '../simulation/deliver/meaning.ts';
import { checkReceived } from '../simulation/deliver/promises.ts';
import type { PlannedNotification } from '../simulation/deliver/scenario.ts';
import type { RunningDma } from '../support/run-dma.ts';
import { spoolOwner } from '../support/spool-owner.ts';
import { SpoolStage } from '../support/spool-stage.ts';
import { until } from '../support/until.ts';

const kills = 20;
const perKill = 15;
const hosts = 6;
const severities = ['WARNING', 'FAILURE', 'WARNING', 'OKAY'] as const;

/** The moment of a kill: with the lock just taken, a notification just arrived, or a request not yet answered. */
const moments = ['started', 'arrived', 'asked', 'asked', 'asked'] as const;

/**
 * The proof that the simulation of `dma deliver` (test/simulation/deliver) is honest: the real program, killed for
 * real, keeps the same promises by the same oracle.
 */
describe('dma deliver that is killed again and again', () => {
  let stage: SpoolStage;
  const running: RunningDma[] = [];
  const sent: Pick<PlannedNotification, 'host' | 'severity' | 'time'>[] = [];
  const begin = Math.floor(Date.now() / 1000);

  before(async () => {
    stage = await SpoolStage.start();
  });
  after(() => stage?.stop());

  it(`loses and invents nothing, and keeps the order of each episode (${kills} kills)`, async () => {
    const random = seededRandom(20_261_121);
    for (let kill = 1; kill <= kills; kill++) {
      // One works, and another one waits and takes over.
      while (running.length < 2) running.push(stage.deliver());
      const victim = await working();
      const moment = moments[Math.floor(random() * moments.length)]!;
      const goal = kill * perKill;
      if (moment === 'asked') {
        const count = stage.received.length + Math.ceil(random() * perKill);
        stage.onReceived = () => {
          if (stage.received.length >= count) victim.child.kill('SIGKILL');
        };
      }
      const early = Math.floor(random() * perKill);
      while (sent.length < goal) {
        if (moment === 'arrived' && sent.length === goal - early) victim.child.kill('SIGKILL');
        enqueueNext();
        await sleep(random() * 5);
      }
      // Where fewer events are due than it should have been asked for, or none was needed.
      const timer = setTimeout(() => victim.child.kill('SIGKILL'), moment === 'asked' ? 1000 : 0);
      await victim.exited;
      clearTimeout(timer);
      stage.onReceived = () => undefined;
      running.splice(running.indexOf(victim), 1);
      assert.equal(victim.output.stderr.replaceAll(/dma deliver: (another|took over).*\n/g, ''), '');
    }
    const { due } = meaningOf(sent);
    const keys = new Set(due.map(({ key }) => key));
    const distinct = (): number => new Set(stage.received.map(({ key }) => key)).size;
    await until('all of them', 120, () => distinct() >= keys.size);
    for (const { child } of running) child.kill('SIGTERM');
    for (const { exited } of running) assert.equal(await exited, 0);
    checkReceived('http', due, stage.received);
  });

  function enqueueNext(): void {
    const number = sent.length;
    const host = `web${number % hosts}`;
    const severity = severities[Math.floor(number / hosts) % severities.length]!;
    const time = begin + number / 1000;
    stage.enqueue(host, severity, time);
    sent.push({ host, severity, time });
  }

  /** The one that has the lock of the spool: its number is in there. */
  async function working(): Promise<RunningDma> {
    let found: RunningDma | undefined;
    await until('a dma deliver that has the lock', 50, () => {
      const owner = spoolOwner(stage.spool);
      found = running.find(({ child }) => owner !== undefined && child.pid === owner);
      return found !== undefined;
    });
    return found!;
  }
});
