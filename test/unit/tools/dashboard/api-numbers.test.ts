import assert from 'node:assert/strict';
import { Hono } from 'hono';
import { z } from 'zod';
import { episodeRoutes } from '../../../../tools/dashboard/api/episode-routes.ts';
import { mount } from '../../../../tools/dashboard/api/mount.ts';
import { limitOption, offsetOption } from '../../../../tools/dashboard/api/shared-options.ts';

describe('a number in a request to the API', () => {
  const [{ query }] = episodeRoutes({} as never, undefined) as [ReturnType<typeof episodeRoutes>[number]];

  for (const [given, message] of [
    [{ since: '7d' }, 'expected epoch seconds, such as 1795226400'],
    [{ limit: 'ten' }, 'expected a whole number from 1 to 1000'],
    [{ limit: '0' }, 'expected a whole number from 1 to 1000'],
    [{ limit: '1001' }, 'expected a whole number from 1 to 1000'],
    [{ offset: 'x' }, 'expected a whole number from 0 on'],
  ] as const)
    it(`is told what it should be: ${JSON.stringify(given)}`, () => {
      assert.equal(query.safeParse(given).error?.issues[0]?.message, message);
    });

  it('may be left out', () => assert.ok(query.safeParse({ since: '1795226400.5' }).success));

  it('is told once for all that is wrong with it, beside what is missing', async () => {
    const app = new Hono();
    const both = z.object({ target: z.string(), limit: limitOption(5), offset: offsetOption });
    mount(app as never, [{ method: 'get', path: '/x', query: both, answerTo: () => 'well' }] as never);
    app.onError((error, context) => context.text(error.message));
    const answer = async (asked: string): Promise<string> => (await app.request(asked)).text();
    assert.equal(
      await answer('/x?limit=-1'),
      'target: is missing; limit: expected a whole number from 1 to 5',
    );
    assert.equal(await answer('/x?target=memory&limit=5'), '"well"\n');
  });
});
