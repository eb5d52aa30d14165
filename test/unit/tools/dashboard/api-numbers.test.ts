import assert from 'node:assert/strict';
import { episodeRoutes } from '../../../../tools/dashboard/api/episode-routes.ts';

describe('a number in a request to the API', () => {
  const [{ query }] = episodeRoutes({} as never, undefined) as [ReturnType<typeof episodeRoutes>[number]];

  for (const [given, message] of [
    [{ since: '7d' }, 'expected epoch seconds, such as 1795226400'],
    [{ limit: 'ten' }, 'expected a whole number'],
    [{ offset: 'x' }, 'expected a whole number'],
  ] as const)
    it(`is told what it should be: ${JSON.stringify(given)}`, () => {
      assert.equal(query.safeParse(given).error?.issues[0]?.message, message);
    });

  it('may be left out', () => assert.ok(query.safeParse({ since: '1795226400.5' }).success));
});
