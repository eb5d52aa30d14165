import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createClient } from 'redis';
import { formatIdentifier, type Identifier } from '../../plugins/collectd/identifier.ts';
import { formatPutnotif, formatPutval } from '../../plugins/collectd/text-protocol.ts';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { parseMember } from '../../plugins/redis/member.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { hostileIdentifier } from '../support/hostile-identifiers.ts';
import { until } from '../support/until.ts';

const seed = 20_261_121;
/** Each name is also tried in a valid form; our formatters refuse most of the others, and collectd would see few. */
const mark = 'hostile';

/** Formats lines with hostile names, by identifier; names that our formatters refuse are left out. */
function linesOf(kind: string, count: number): Map<string, string> {
  const lines = new Map<string, string>();
  for (const given of fc.sample(hostileIdentifier, { seed: seed + kind.length, numRuns: count })) {
    // The mark keeps it apart from collectd's own series; the type is one that collectd knows.
    const mended: Identifier = { ...given, plugin: soundOr(given.plugin, mark), type: 'gauge' };
    for (const identifier of [mended, { ...mended, host: `${kind}${lines.size}` }]) {
      try {
        const unique = {
          ...identifier,
          typeInstance: `${kind}${lines.size}${identifier.typeInstance ?? ''}`,
        };
        const line = formatPutval({
          identifier: unique,
          time: Date.now() / 1000,
          intervalSeconds: 60,
          values: [1],
        });
        lines.set(formatIdentifier(unique), line);
      } catch (error) {
        assert.match((error as Error).name, /^(Identifier|Protocol)Error$/, (error as Error).stack);
      }
    }
  }
  return lines;
}

function soundOr(part: string, otherwise: string): string {
  // oxlint-disable-next-line no-control-regex
  return part === '' || /[-/\u0000-\u001f\u007f]/.test(part) ? otherwise : part;
}

/** Returns the identifiers that the test has given to collectd. */
function ours(identifiers: readonly string[]): string[] {
  return identifiers.filter((name) => /\/gauge-[es]\d+[^/]*$/s.test(name)).toSorted();
}

describe('hostile names on their way through a real collectd', function () {
  let stack: PrivateStack;
  let client: UnixsockClient;
  let redis: ReturnType<typeof createClient>;
  const byExec = linesOf('e', 300);
  const bySocket = linesOf('s', 300);

  before(async function () {
    assert.ok(byExec.size > 200 && bySocket.size > 200, `${byExec.size} and ${bySocket.size}`);
    stack = await startPrivateStack({
      collectdConf: `
<Plugin exec>
  Exec "${process.getuid?.() === 0 ? 'nobody' : process.env['USER']}" "sh" "-c" "cat '$DIRECTORY/hostile'; exec sleep 600"
</Plugin>
`,
      files: { hostile: [...byExec.values(), ''].join('\n') },
    });
    client = new UnixsockClient(stack.socket);
    redis = createClient({ url: `redis://127.0.0.1:${stack.redisPort}`, RESP: 2 });
    await redis.connect();
  });

  after(async function () {
    client?.close();
    redis?.destroy();
    await stack?.stop();
  });

  const listed = async (): Promise<string[]> => {
    const { lines } = await client.command('LISTVAL');
    return lines.map((line) => line.slice(line.indexOf(' ') + 1));
  };
  const expected = [...byExec.keys(), ...bySocket.keys()].toSorted();

  it('arrive as they were meant, all of them and nothing else, by the exec plugin and by the socket', async function () {
    for (const [name, line] of bySocket) {
      const { code, text } = await client.command(line);
      assert.deepEqual([code, text], [0, 'Success: 1 value has been dispatched.'], name);
    }
    await until('all of the names', 60, async () => ours(await listed()).length >= expected.length);
    const all = await listed();
    assert.deepEqual(ours(all), expected);
    // What a second command would have brought: the hostile texts name x/y/gauge.
    for (const name of all) assert.ok(/^localhost\/|\/gauge-[es]\d+/s.test(name), name);
    assert.doesNotMatch(stack.collectdLog(), /exec plugin: .*(unknown|unable to parse|invalid|fail)/i);
  });

  it('are found in Redis under the same names', async function () {
    const reader = new WriteRedisReader(redis);
    const found = await until('all of the names in Redis', 60, async () => {
      const some = ours(await reader.names());
      return some.length >= expected.length && some;
    });
    assert.deepEqual(found, expected);
    for (const name of expected.slice(0, 50))
      assert.deepEqual((await reader.newestEntry(name))?.values, [1], name);
  });

  it('bring no second command as parts of a notification either', async function () {
    const texts = fc.sample(fc.tuple(hostileIdentifier, fc.string({ unit: 'binary', maxLength: 300 })), {
      seed,
      numRuns: 200,
    });
    let sent = 0;
    for (const [parts, message] of texts) {
      let line: string;
      try {
        line = formatPutnotif({ severity: 'OKAY', time: 1, ...parts, message, details: {} });
      } catch {
        continue;
      }
      sent++;
      // Parts longer than collectd's are cut by it, and a message of blanks is refused; either way it is one answer.
      await client.command(line);
    }
    assert.ok(sent > 50, `${sent}`);
    assert.deepEqual(ours(await listed()), expected);
  });

  it('that are not UTF-8 are kept by collectd, and said to be out of reach instead of silently missing', async function () {
    const name = Buffer.concat([Buffer.from('web'), Buffer.from([0xff]), Buffer.from('/memory/memory-used')]);
    await redis.sAdd('collectd/values', name);
    const reader = new WriteRedisReader(redis);
    const [found] = (await reader.names()).filter((identifier) => identifier.includes('\ufffd'));
    await assert.rejects(reader.newestEntry(found!), { name: 'SeriesError', message: /not valid UTF-8/ });
  });

  it('go with values without bounds, which write_redis prints as we read them', async function () {
    for (const value of ['inf', '-inf', 'nan', '1e300', '-1.5e-300']) {
      const { code } = await client.command(
        `PUTVAL "localhost/bounds/gauge-s0${value}" interval=60 N:${value}`,
      );
      assert.equal(code, 0, value);
      const [member] = await until(`the value ${value}`, 60, async () => {
        const members = await redis.zRange(`collectd/localhost/bounds/gauge-s0${value}`, -1, -1);
        return members.length > 0 && members;
      });
      const given = Number(value);
      const wanted = Number.isFinite(given) ? given : Number.NaN;
      assert.deepEqual(parseMember(member!, 1), { time: 1, values: [wanted] }, member);
    }
  });
});
