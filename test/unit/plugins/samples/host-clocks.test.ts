import assert from 'node:assert/strict';
import { describeClocks, describeOffset, judgeClocks } from '../../../../plugins/samples/host-clocks.ts';

/** The verdict about hosts as a sentence; undefined when no clock is wrong. */
function told(offsets: Readonly<Record<string, number>>, ownHost?: string): string | undefined {
  const text = describeClocks(judgeClocks(new Map(Object.entries(offsets)), ownHost));
  return text && `${text.meaning}: ${text.names.join(', ')}; ${text.cause}; ${text.cure}`;
}

const isOurs = (...offsets: readonly number[]): boolean =>
  judgeClocks(new Map(offsets.map((offset, index) => [`web${index}`, offset]))).isOurs;

describe('clocks of hosts', () => {
  it('are not spoken of while all are right, and where there are none', () => {
    assert.equal(told({}), undefined);
    assert.equal(told({ web1: 0, web2: 0 }, 'web1'), undefined);
    for (const ownHost of [undefined, 'web1'])
      assert.deepEqual(judgeClocks(new Map([['web1', 0]]), ownHost), {
        wrong: [],
        isOurs: false,
        mayBeOurs: false,
      });
  });

  it('are wrong one by one, where the clock of another host agrees with ours', () => {
    assert.equal(
      told({ web1: 0, web2: 7200 }),
      'the clock of a host is wrong: web2 (2.0 h ahead); its samples are used, at the time of their arrival; set it by NTP there',
    );
    assert.equal(
      told({ web1: 0, web2: 7200, web3: -86_400 }),
      'the clocks of 2 hosts are wrong: web3 (24.0 h behind), web2 (2.0 h ahead); their samples are used, at the time of their arrival; set it by NTP there',
    );
  });

  it('may be this one, where the only other host differs from it', () => {
    const text =
      "the clock of a host, or this machine's, is wrong: web2 (2.0 h ahead); its samples are used, at the time of their arrival; set it by NTP there, or here";
    assert.equal(told({ web2: 7200 }), text);
    assert.equal(told({ web1: 0, web2: 7200 }, 'web1'), text);
    assert.equal(
      told({ web2: 7200, web3: -7200 }),
      "the clocks of 2 hosts, or this machine's, are wrong: web2 (2.0 h ahead), web3 (2.0 h behind); their samples are used, at the time of their arrival; set it by NTP there, or here",
    );
  });

  it('are right, and ours is wrong, where all other hosts differ from it by the same', () => {
    assert.equal(
      told({ web1: 0, web2: 7200, web3: 7205 }, 'web1'),
      "this machine's clock is 2.0 h behind, by those of all 2 other hosts: web3, web2; predictions go on, and alerts bear its time; set it by NTP here (chrony, systemd-timesyncd)",
    );
    assert.equal(
      told({ web2: -300, web3: -300, web4: -305 }),
      "this machine's clock is 5 min ahead, by those of all 3 other hosts: web4, web2, web3; predictions go on, and alerts bear its time; set it by NTP here (chrony, systemd-timesyncd)",
    );
    assert.match(
      told({ web2: -86_400, web3: -84_000, web4: -83_000 })!,
      /^this machine's clock is 23.1 h ahead/,
    );
    // By the clocks of others a delay of an hour is no excuse.
    assert.match(told({ web2: 300, web3: 300 })!, /^this machine's clock is 5 min behind, by/);
  });

  it('differ by the same within ten seconds, or a twentieth', () => {
    assert.equal(isOurs(60, 70), true);
    assert.equal(isOurs(60, 71), false);
    assert.equal(isOurs(-60, -70), true);
    assert.equal(isOurs(-60, -71), false);
    assert.equal(isOurs(60, -60), false);
    assert.equal(isOurs(10_000, 9500), true);
    assert.equal(isOurs(-10_000, -9500, -9700), true);
    assert.equal(isOurs(10_000, 9499), false);
    assert.equal(isOurs(10_000, 9800, 9400), false);
    assert.equal(isOurs(60, 60, 0), false);
    assert.equal(isOurs(60), false);
  });

  it('are not judged by a machine whose own samples are off', () => {
    const verdict = judgeClocks(new Map(Object.entries({ web1: 400, web2: 400, web3: 400 })), 'web1');
    assert.deepEqual([verdict.wrong.length, verdict.isOurs, verdict.mayBeOurs], [3, false, false]);
    const some = judgeClocks(new Map(Object.entries({ web1: 400, web2: 400, web3: 0 })), 'web1');
    assert.deepEqual([some.wrong.length, some.isOurs, some.mayBeOurs], [2, false, false]);
    const one = judgeClocks(new Map(Object.entries({ web1: 400, web2: 0 })), 'web1');
    assert.deepEqual([one.wrong.length, one.isOurs, one.mayBeOurs], [1, false, false]);
  });

  it('that are behind by less than an hour may be right, and their samples late', () => {
    assert.equal(describeOffset(90), '90 s ahead');
    assert.equal(describeOffset(-90), '90 s behind or late');
    assert.equal(describeOffset(-90, true), '90 s behind');
    assert.equal(describeOffset(-3599), '60 min behind or late');
    assert.equal(describeOffset(-3600), '60 min behind');
    assert.match(told({ web1: 0, web2: -300 })!, /there; or is there a relay that delays them\?$/);
    assert.match(
      told({ web1: -7200, web2: -300 })!,
      /there, or here; or is there a relay that delays them\?$/,
    );
    assert.match(told({ web1: 0, web2: 300 })!, /set it by NTP there$/);
  });
});
