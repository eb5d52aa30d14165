import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { LapsingConditions } from '../../../../plugins/relay/lapsing-conditions.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { until } from '../../../support/until.ts';

describe('a condition without an end of its own', () => {
  it('is logged when it begins, and when it has not come for a while, each time', async () => {
    const { log, said } = recordedLog();
    const conditions = new LapsingConditions(log, 0.2);
    const lines: string[] = [];
    const linesAre = (count: number): boolean => lines.push(...said()) > 0 && lines.length >= count;
    for (const round of [1, 2]) {
      for (let count = 0; count < 5; count++) {
        conditions.failing('relay: client a', 'is hung up on', `: ${count}`);
        await sleep(50);
      }
      await until('its end', 10, () => linesAre(2 * round));
    }
    const once = ['relay: client a is hung up on: 0', 'relay: client a recovered after 0 s'];
    assert.equal(lines.length, 4, lines.join('\n'));
    for (const [index, line] of [...once, ...once].entries()) assert.ok(lines[index]!.endsWith(line), line);
  });

  it('is not told to be over once nobody waits for it', async () => {
    const { log, said } = recordedLog();
    const conditions = new LapsingConditions(log, 0.02);
    conditions.failing('relay: client a', 'is hung up on');
    conditions.close();
    await sleep(60);
    assert.equal(said().length, 1);
  });
});
