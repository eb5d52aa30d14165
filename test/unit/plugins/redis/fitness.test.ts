import assert from 'node:assert/strict';
import { ErrorReply } from 'redis';
import { requireFitness, UnfitServerError } from '../../../../plugins/redis/fitness.ts';

interface Answers {
  readonly range?: Error;
  readonly info?: Error | string;
}

const unknown = new ErrorReply(
  "ERR unknown command 'ZRANGE', with args beginning with: 'collectd/dma/probe'",
);
const notByScore = new ErrorReply('ERR value is not an integer or out of range');

async function complaint({ range, info = '' }: Answers): Promise<string | undefined> {
  const server = {
    zRangeWithScores: async () => {
      if (range) throw range;
    },
    info: async () => {
      if (typeof info !== 'string') throw info;
      return info;
    },
  };
  try {
    await requireFitness(server);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnfitServerError)) throw error;
    return error.message;
  }
}

describe('the fitness of a Redis', () => {
  it('is given when it can read by score', async () => {
    assert.equal(await complaint({}), undefined);
  });

  it('is no matter of what it refuses for other reasons', async () => {
    for (const reply of ['NOPERM no', 'WRONGTYPE no', 'LOADING no'])
      assert.equal(await complaint({ range: new ErrorReply(reply) }), undefined);
  });

  it('is denied to a version before 6.2, with the version', async () => {
    for (const version of ['2.8.17', '6.0.16', '6.1.240'])
      assert.equal(
        await complaint({
          range: notByScore,
          info: `# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`,
        }),
        `it is Redis ${version}, and 6.2 or newer is needed; install a newer one`,
      );
  });

  it('is no question of the version from 6.2 on', async () => {
    for (const version of ['6.2.0', '6.10.1', '7.0.15', '7.2.4', '10.1.0'])
      assert.match(
        (await complaint({ range: notByScore, info: `redis_version:${version}\r\n` }))!,
        new RegExp(`^it cannot read by time, .*; it says that it is Redis ${version}$`),
      );
  });

  it('is found in the section about the server', async () => {
    let asked = '';
    const server = {
      zRangeWithScores: () => Promise.reject(unknown),
      info: async (section: string) => (asked = section),
    };
    await assert.rejects(requireFitness(server), UnfitServerError);
    assert.equal(asked, 'server');
  });

  it('is denied to a Sentinel', async () => {
    const info = 'redis_version:7.0.15\r\nredis_mode:sentinel\r\n';
    assert.match(
      (await complaint({ range: unknown, info }))!,
      /^it is a Sentinel, and no Redis; redis\.url has to/,
    );
  });

  it('is denied to what does not say its version, or says a new one', async () => {
    const info = new ErrorReply('NOPERM no INFO');
    assert.match(
      (await complaint({ range: notByScore, info }))!,
      /^it cannot read by time, as Redis 6\.2 .*newer Redis$/,
    );
    assert.match(
      (await complaint({ range: unknown, info: 'redis_version:7.2.4\r\n' }))!,
      /^it does not know the command ZRANGE; .*; it says that it is Redis 7\.2\.4$/,
    );
  });

  it('is not known while the connection fails', async () => {
    await assert.rejects(complaint({ range: new Error('closed') }), /^Error: closed$/);
    await assert.rejects(complaint({ range: unknown, info: new Error('closed') }), /^Error: closed$/);
  });
});
