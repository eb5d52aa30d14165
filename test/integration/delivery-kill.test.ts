import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningDma } from '../support/run-dma.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';
import { until } from '../support/until.ts';
import { spoolOwner } from '../support/spool-owner.ts';
import { SpoolStage } from '../support/spool-stage.ts';

const kills = 200;
const notifications = 2000;
const hosts = 50;
const severities = ['WARNING', 'FAILURE', 'WARNING', 'OKAY'];

describe('dma deliver that is killed again and again', function () {
  // Two programs are started for each kill, which takes its time on a slow machine.
  this.timeout(600_000);
  let stage: SpoolStage;
  const running: RunningDma[] = [];

  before(async function () {
    stage = await SpoolStage.start();
  });

  after(() => stage?.stop());

  it(`${kills} times loses none of ${notifications} notifications, and keeps the order of each episode`, async function () {
    const random = seededRandom(20261121);
    const begin = Date.now() / 1000;
    const expected = new Map<string, string[]>();
    let sent = 0;
    const enqueueNext = (): void => {
      const host = `web${sent % hosts}`;
      const severity = severities[Math.floor(sent / hosts) % severities.length]!;
      const time = Math.round((begin + sent / 1000) * 1000) / 1000;
      stage.enqueue(host, severity, time);
      const source = `${host}/dma-memory/percent-risk`;
      expected.set(source, [...(expected.get(source) ?? []), `${severity} ${time}`]);
      sent += 1;
    };

    const whileDelivering: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const wanted = Math.floor(((kill + 1) * notifications) / kills);
      // One works, and another one starts meanwhile and takes over.
      while (running.length < 2) running.push(stage.deliver());
      let victim = running[1]!;
      // A few die while they start or wait, the others while they work.
      if (random() < 0.05) await sleep(random() * 200);
      else {
        victim = await working();
        const before = stage.received.length;
        const end = performance.now() + random() * 200;
        while (performance.now() < end) {
          if (sent < wanted) enqueueNext();
          await sleep(random() * 10);
        }
        if (stage.received.length > before) whileDelivering.push(kill);
      }
      victim.child.kill('SIGKILL');
      await victim.exited;
      running.splice(running.indexOf(victim), 1);
      assert.equal(victim.output.stderr.replaceAll(/dma deliver: (another|took over).*\n/g, ''), '');
      for (let more = wanted - sent; more > 0; more--) enqueueNext();
    }
    assert.equal(sent, notifications);

    const distinct = (): number => new Set(stage.received.map(({ key }) => key)).size;
    await until('all of them', 240, () => distinct() === notifications);
    await sleep(300);
    const [last] = running;
    last!.child.kill('SIGTERM');
    assert.equal(await last!.exited, 0);

    const keys = new Map<string, string>();
    for (const { key, source, severity, timeSeconds } of stage.received) {
      const known = keys.get(`${source} ${severity} ${timeSeconds}`);
      assert.ok(known === undefined || known === key, 'a repetition has the same key');
      keys.set(`${source} ${severity} ${timeSeconds}`, key);
    }
    for (const [source, events] of expected) {
      const arrived = stage.received
        .filter((event) => event.source === source)
        .map(({ severity, timeSeconds }) => `${severity} ${timeSeconds}`);
      // A repetition follows its event at once.
      const order = arrived.filter((event, index) => event !== arrived[index - 1]);
      assert.deepEqual(order, events, source);
    }
    const repeated = stage.received.length - notifications;
    process.stdout.write(
      `      ${kills} kills, ${whileDelivering.length} of them after deliveries; ${stage.received.length} deliveries, ${repeated} repeated\n`,
    );
    assert.ok(whileDelivering.length > 20, 'some were killed while they delivered');
  });

  /** The one that has the lock of the spool: its number is in there. */
  async function working(): Promise<RunningDma> {
    const end = Date.now() + 20_000;
    while (Date.now() < end) {
      const owner = spoolOwner(stage.spool);
      const found = running.find(({ child }) => owner !== undefined && child.pid === owner);
      if (found) return found;
      await sleep(5);
    }
    throw new Error('no dma deliver has the lock');
  }
});
