import assert from 'node:assert/strict';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const [minute, hour, day, year] = [60, 3600, 86_400, 365.25 * 86_400];

describe('a predictor, as to the clocks of hosts,', () => {
  let rig: PredictorRig;
  /** Seconds by which the clock of each host is ahead. */
  let shifts: Record<string, number>;
  /** Seconds of a leak. */
  let leaked: number;
  beforeEach(() => {
    rig = new PredictorRig();
    shifts = {};
    leaked = 0;
  });

  function write(seconds = 0): void {
    for (const [host, shift] of Object.entries(shifts)) {
      rig.redis.write(
        `${host}/memory/memory-used`,
        rig.now + seconds + shift,
        100 + 16 * Math.min(55, leaked),
      );
      rig.redis.write(
        `${host}/memory/memory-free`,
        rig.now + seconds + shift,
        900 - 16 * Math.min(55, leaked),
      );
    }
  }

  /** Five minutes of the past. */
  function past(): void {
    for (let second = -5 * minute; second < 0; second++) write(second);
  }

  async function run(predictor: Predictor, seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      rig.now++;
      if (leaked > 0) leaked++;
      write();
      await predictor.round();
    }
  }

  const riskOf = (host: string): ReturnType<typeof rig.output.take> =>
    rig.output.take(`${host}/dma-memory/percent-risk`);
  const wrong = (): number | undefined =>
    rig.output.take('self1/dma-self/gauge-wrong_clocks').at(-1)?.values[0];

  /** Notifications about clocks since the last call. */
  function notified(): string[] {
    return rig.output.notifications
      .splice(0)
      .filter(({ typeInstance }) => typeInstance === 'wrong_clocks')
      .map(({ severity, message }) => `${severity} ${message}`);
  }

  for (const [shift, text] of [
    [5, /web1 \(5 s ahead\)/],
    [250, /web1 \(4 min ahead\)/],
    [10 * minute, /web1 \(10 min ahead\)/],
    [hour, /web1 \(60 min ahead\)/],
    [day, /web1 \(24\.0 h ahead\)/],
    [12 * year, /web1 \(4383\.0 days ahead\)/],
    [-30, /web1 \((29|30) s behind or late\)/],
    [-10 * minute, /web1 \(10 min behind or late\)/],
    [-70 * minute, /web1 \(70 min behind\)/],
    [-day, /web1 \(24\.0 h behind\)/],
    [hour - 1.8e9, /web1 \(\d+\.\d days behind\)/],
  ] as const)
    it(`predicts a host that is ${shift} s ahead, dates the alert by ours, and tells of the clock`, async () => {
      shifts = { web1: shift, web2: 0 };
      past();
      const predictor = rig.start();
      await run(predictor, 90);
      const lists = riskOf('web1');
      assert.ok(lists.length >= 60, `${lists.length} risks`);
      for (const { time } of lists.slice(5)) assert.ok(Math.abs(time - rig.now) <= 95, `${time} is not now`);
      const times = lists.map(({ time }) => time);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      const [message, ...more] = notified();
      assert.match(message!, /^WARNING the clock of a host is wrong: web1 \(/);
      assert.match(message!, text);
      assert.match(message!, /NTP there/);
      assert.deepEqual(more, []);
      assert.equal(wrong(), 1);
      leaked = 1;
      rig.output.take();
      await run(predictor, 90);
      assert.ok(Math.max(...riskOf('web1').map(({ values: [value] }) => value!)) > 50, 'a leak is seen');
      // Not at the milliseconds of the entries that are there.
      shifts['web1'] = 0.25;
      leaked = 0;
      await run(predictor, shift > 0 ? 60 : 30);
      assert.deepEqual(notified(), ['OKAY no clock is wrong']);
      rig.output.take();
      await run(predictor, 20);
      assert.equal(riskOf('web1').length, 20, 'it is predicted by its right clock');
      assert.equal(wrong(), 0);
    });

  it('says that it is our clock when all others differ by the same', async () => {
    shifts = { self1: 0, web1: -hour, web2: -hour + 1, web3: -hour - 1 };
    const predictor = rig.start();
    await run(predictor, 80);
    const [message, ...more] = notified();
    assert.match(
      message!,
      /^WARNING this machine's clock is 60 min ahead, by those of all 3 other hosts: web3, web1, web2\. .*by NTP here/,
    );
    assert.deepEqual(more, []);
    assert.equal(wrong(), 1);
  });

  it('names one host behind and one ahead, and that ours may be wrong when no other agrees', async () => {
    shifts = { web1: -hour, web2: hour };
    const predictor = rig.start();
    await run(predictor, 80);
    const [message] = notified();
    assert.match(
      message!,
      /clocks of 2 hosts, or this machine's, are wrong: web\d \(6. min .*web\d \(6. min/,
    );
    assert.match(message!, /NTP there, or here/);
    assert.equal(wrong(), 2);
  });

  it('tells of a hundred hosts at once, with three names', async () => {
    for (let host = 0; host < 100; host++) shifts[`web${host}`] = 600 + 100 * host;
    shifts['right'] = 0;
    const predictor = rig.start();
    await run(predictor, 80);
    const [message, ...more] = notified();
    assert.match(
      message!,
      /^WARNING the clocks of 100 hosts are wrong: web99 .*, web98 .*, web97 .* and 97 more\./,
    );
    assert.deepEqual(more, []);
  });

  it('is quiet about hosts whose samples come in bursts, slowly, or once too late', async () => {
    shifts = { web1: 0 };
    const predictor = rig.start();
    for (let second = 0; second < 300; second++) {
      rig.now++;
      if (second % 7 === 0) for (let late = 6; late >= 0; late--) write(-late);
      if (second % 60 === 0) rig.redis.write('slow/memory/memory-used', rig.now - 20, 5);
      if (second % 60 === 0) rig.redis.write('slow/memory/memory-free', rig.now - 20, 5);
      await predictor.round();
    }
    assert.deepEqual(notified(), ['OKAY no clock is wrong']);
  });

  it('goes on when the clock of a host is set ahead, and tells of it', async () => {
    for (const step of [200, hour, 12 * year]) {
      rig = new PredictorRig();
      shifts = { web1: 0, web2: 0 };
      const predictor = rig.start();
      await run(predictor, 60);
      shifts['web1'] = step;
      await run(predictor, 30);
      rig.output.take();
      await run(predictor, 30);
      assert.equal(riskOf('web1').length, 30, `${step} s`);
      assert.match(notified().join('\n'), /web1 \(/);
    }
  });

  it('goes on when the clock of a host is set back, put right, and set back further, and tells of each', async () => {
    const said: string[] = [];
    shifts = { web1: 0, web2: 0 };
    const predictor = rig.start(undefined, { tell: (text) => said.push(text) });
    await run(predictor, 60);
    for (const [shift, told] of [
      [-90.3, /web1 \((89|90) s behind or late\)/],
      [0, /^OKAY no clock is wrong$/],
      [-300.6, /web1 \(5 min behind or late\)/],
    ] as const) {
      shifts['web1'] = shift;
      await run(predictor, 45);
      rig.output.take();
      const [clocks, others] = [notified(), rig.said().filter((line) => line.includes('no longer'))];
      await run(predictor, 30);
      assert.equal(riskOf('web1').length, 30, `${shift} s`);
      assert.match([...clocks, ...notified()].join('\n'), told);
      assert.deepEqual(others, []);
    }
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0]!, /^the clock of web1 was set back, and is (89|90|91) s behind/);
  });

  it('goes on when the clock of a host is set back further before it has caught up', async () => {
    shifts = { web1: 0, web2: 0 };
    const predictor = rig.start();
    await run(predictor, 60);
    for (const shift of [-300.3, -700.6]) {
      shifts['web1'] = shift;
      await run(predictor, 45);
      rig.output.take();
      await run(predictor, 30);
      assert.equal(riskOf('web1').length, 30, `${shift} s`);
    }
  });

  it('goes on when our clock is set while those of hosts are right', async () => {
    for (const step of [-hour, hour, -30 * day, 30 * day]) {
      rig = new PredictorRig();
      shifts = { web1: 0, web2: 0 };
      const predictor = rig.start();
      await run(predictor, 60);
      rig.clockError = step;
      await run(predictor, 45);
      rig.output.take();
      await run(predictor, 30);
      assert.equal(riskOf('web1').length, 30, `${step} s`);
      const told = notified().filter((one) => one.startsWith('WARNING'));
      assert.match(told.join('\n'), /^WARNING this machine's clock is .* (ahead|behind), by those of all 2/);
    }
  });

  it('leaves out entries from the future that none follows, counts their series, and says so once', async () => {
    shifts = { web1: 0 };
    rig.redis.write('web1/memory/memory-used', rig.now + 13 * year, 999);
    rig.redis.writeMember('web1/memory/memory-used', '1e300:999', 1e300);
    const predictor = rig.start();
    await run(predictor, 60);
    assert.ok(riskOf('web1').length >= 55);
    assert.equal(rig.output.take('self1/dma-self/gauge-future').at(-1)!.values[0], 1);
    assert.match(
      rig.said().join('\n'),
      /^warning: web1\/memory\/memory-used: entries from the future are left out/,
    );
  });
});

describe('a predictor, as to samples that come after newer ones,', () => {
  it('counts them, and says so in one line for each host', async () => {
    const rig = new PredictorRig();
    const predictor = rig.start();
    for (let second = 0; second < 90; second++) {
      rig.now++;
      // Every other sample takes two seconds longer.
      const time = second % 2 === 0 ? rig.now : rig.now - 2;
      for (const host of ['web1', 'web2']) {
        rig.redis.write(`${host}/memory/memory-used`, time, 500);
        rig.redis.write(`${host}/memory/memory-free`, time, 500);
      }
      await predictor.round();
    }
    const count = rig.output.take('self1/dma-self/gauge-late').at(-1)!.values[0]!;
    assert.ok(count >= 50 && count <= 90, `${count} are counted`);
    const lines = rig.said().filter((line) => line.includes('after newer ones'));
    assert.equal(lines.length, 2, lines.join('\n'));
    assert.match(lines[0]!, /^warning: samples of web1 come after newer ones, and are left out;/);
  });
});
