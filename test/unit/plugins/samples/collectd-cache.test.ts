import assert from 'node:assert/strict';
import { CollectdError } from '../../../../plugins/collectd/unixsock.ts';
import { CollectdCache } from '../../../../plugins/samples/collectd-cache.ts';
import type { Reply } from '../../../../plugins/collectd/unixsock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const used = 'web1/memory/memory-used';

describe("collectd's cache", () => {
  const { log, said } = recordedLog();
  let now: number;
  let asked: string[];
  let answers: Record<string, readonly string[] | Error>;
  let cache: CollectdCache;
  beforeEach(() => {
    now = 100;
    asked = [];
    answers = { LISTVAL: [`1795280952.316 ${used}`], [`GETVAL "${used}"`]: ['value=4.914913e+08'] };
    log.subject("collectd's cache").recovered();
    said();
    cache = new CollectdCache({ client: { command }, log, monotonic: () => now });
  });

  async function command(line: string): Promise<Reply> {
    asked.push(line);
    const answer = answers[line] ?? [];
    if (answer instanceof Error) throw answer;
    return answer.length === 0
      ? { code: -1, text: 'No such value', lines: [] }
      : { code: answer.length, text: 'Values found', lines: answer };
  }

  it('has the newest value of a series, no earlier than Redis would have it', async () => {
    const entry = await cache.newestAfter(used, 0, 1);
    assert.deepEqual(entry!.values, [491_491_300]);
    assert.ok(Math.abs(entry!.time - 1795280952.3165) < 1e-6);
    assert.equal(await cache.newestAfter(used, entry!.time, 1), undefined, 'it is not newer than itself');
  });

  for (const stored of [1795280952.3155003, 1795280952.316, 1795280952.3164997])
    it(`does not take the value that Redis has at ${stored} for another one`, async () => {
      assert.equal(await cache.newestAfter(used, stored, 1), undefined);
      assert.deepEqual(asked, ['LISTVAL']);
    });

  it('has the values of all data sources, in order, and NaN for what collectd does not know', async () => {
    answers[`GETVAL "${used}"`] = ['shortterm=1.422852e+00', 'midterm=nan', 'longterm=-nan', 'x=NaN', 'y='];
    const { values } = (await cache.newestAfter(used, 0, 1))!;
    assert.deepEqual(values, [1.422852, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  it('dates a value by a list that is as new as the value, not by an older one', async () => {
    await cache.newestAfter(used, 2e9, 10);
    now += 5;
    answers['LISTVAL'] = [`1795280957.316 ${used}`];
    const entry = await cache.newestAfter(used, 0, 10);
    assert.ok(Math.abs(entry!.time - 1795280957.3165) < 1e-6, `${entry!.time}`);
    assert.deepEqual(asked, ['LISTVAL', 'LISTVAL', `GETVAL "${used}"`]);
  });

  it('asks for the list of series as often as it is told to, however many series are read', async () => {
    for (const oldest of [0.5, 0.5, 0.5]) await cache.newestAfter(used, 2e9, oldest);
    assert.deepEqual(asked, ['LISTVAL']);
    now += 0.5;
    await cache.newestAfter(used, 2e9, 0.5);
    assert.deepEqual(asked, ['LISTVAL', 'LISTVAL']);
    now += 9;
    assert.deepEqual(await cache.names(10), [used]);
    assert.equal(asked.length, 2);
  });

  it('keeps asking for a new list when an older question fails after a later one was answered', async () => {
    let fail: (error: Error) => void = assert.fail;
    const hanging = new Promise<Reply>((_, reject) => {
      fail = reject;
    });
    const replies = [hanging, command('LISTVAL'), command('LISTVAL')];
    cache = new CollectdCache({ client: { command: () => replies.shift()! }, log, monotonic: () => now });
    const first = cache.names(1);
    now += 1;
    assert.deepEqual(await cache.names(1), [used]);
    fail(new CollectdError('no answer from collectd for 2 s'));
    assert.equal(await first, undefined);
    assert.equal(cache.isSilent, false);
    now += 1;
    await cache.names(1);
    assert.equal(replies.length, 0);
  });

  it('takes names with spaces and quotes, and no line that is none', async () => {
    const name = String.raw`web 1/df-a"b\c/df_complex-used`;
    answers['LISTVAL'] = [`12.5 ${name}`, 'garbage', 'nan x/y/z', ' 5', '-3 x/y/z'];
    answers[String.raw`GETVAL "web 1/df-a\"b\\c/df_complex-used"`] = ['value=1'];
    assert.deepEqual(await cache.names(1), [name]);
    assert.deepEqual((await cache.newestAfter(name, 0, 1))!.values, [1]);
  });

  it('knows nothing of what has gone since it was listed', async () => {
    delete answers[`GETVAL "${used}"`];
    assert.equal(await cache.newestAfter(used, 0, 1), undefined);
    assert.deepEqual(said(), []);
  });

  it('does not hide a bug of ours', async () => {
    const bug = new TypeError('x is not a function');
    answers['LISTVAL'] = bug;
    await assert.rejects(cache.names(1), bug);
    assert.deepEqual(said(), []);
  });

  it('names the cure where the socket may not be used', async () => {
    answers['LISTVAL'] = new CollectdError('connect EACCES /run/s');
    await cache.names(1);
    assert.match(said().join(), /connect EACCES \/run\/s; name the SocketGroup .* "collectd-dma:GROUP"$/);
  });

  it('knows nothing while collectd cannot be asked, says so once, and does not ask it all the time', async () => {
    answers['LISTVAL'] = new CollectdError('connect ENOENT /run/s');
    for (let i = 0; i < 30; i++) {
      now += 1;
      assert.equal(await cache.newestAfter(used, 0, 1), undefined);
      assert.equal(await cache.names(1), undefined);
    }
    assert.deepEqual(said(), [
      "warning: collectd's cache cannot be read: connect ENOENT /run/s; does collectd run, with the unixsock plugin? cache: off in dma.yaml does without it",
    ]);
    assert.equal(asked.length, 3);
    answers['LISTVAL'] = [`1795280952.316 ${used}`];
    now += 10;
    assert.deepEqual(await cache.names(1), [used]);
    assert.match(said().join(), /recovered after/);
    now += 1;
    await cache.names(1);
    assert.equal(asked.length, 5);
  });

  it('counts the time until a new list from the question, and after a silence from its end', async () => {
    let answer: readonly string[] | Error = [`12.5 ${used}`];
    const slow = async (line: string): Promise<Reply> => {
      asked.push(line);
      now += 4;
      if (answer instanceof Error) throw answer;
      return { code: answer.length, text: '', lines: [...answer] };
    };
    cache = new CollectdCache({ client: { command: slow }, log, monotonic: () => now });
    await cache.names(10);
    now += 6;
    await cache.names(10);
    assert.equal(asked.length, 2);
    answer = new CollectdError('no answer from collectd for 4 s');
    now += 6;
    await cache.names(10);
    now += 6;
    await cache.names(10);
    assert.equal(asked.length, 3);
    now += 4;
    await cache.names(10);
    assert.equal(asked.length, 4);
  });

  it('has no value where collectd answers with none, and none when it falls silent in between', async () => {
    const replies: (Reply | Error)[] = [
      { code: 1, text: '', lines: [`12.5 ${used}`] },
      { code: 0, text: '', lines: [] },
      { code: 1, text: '', lines: [`13.5 ${used}`] },
      new CollectdError('connect ENOENT /run/s'),
    ];
    const next = async (): Promise<Reply> => {
      const reply = replies.shift()!;
      if (reply instanceof Error) throw reply;
      return reply;
    };
    cache = new CollectdCache({ client: { command: next }, log, monotonic: () => now });
    assert.equal(await cache.newestAfter(used, 0, 10), undefined);
    now += 10;
    await cache.names(10);
    now += 5;
    assert.equal(await cache.newestAfter(used, 0, 10), undefined);
    assert.equal(cache.isSilent, true);
  });
});
