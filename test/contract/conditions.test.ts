import assert from 'node:assert/strict';
import { parseConfig } from '../../plugins/config/config.ts';
import { ConfigError } from '../../plugins/process/config-error.ts';
import { sources } from '../integration/matrix/sources.ts';
import { capacity } from '../integration/matrix/capacity.ts';
import { describeMatrix } from '../integration/matrix/matrix.ts';
import { messages } from '../integration/matrix/messages.ts';
import { refusals } from '../integration/matrix/refusals.ts';
import { silence } from '../integration/matrix/silence.ts';
import { unpredicted } from '../integration/matrix/unpredicted.ts';
import { storeSilence } from '../integration/matrix/store-silence.ts';
import { SimulatedStage } from '../integration/matrix/simulated-stage.ts';

const letters = {
  'A: several sources': sources,
  'B: nothing is predicted': unpredicted,
  'E: capacity': capacity,
  'F: silence of hosts': silence,
  'F: silence of Redis and collectd': storeSilence,
  'I: messages': messages,
};

describeMatrix<SimulatedStage>(letters, async ({ config }) => new SimulatedStage(config), 1);

describe('a dma.yaml that cannot be meant so', () => {
  for (const { name, config, refused } of refusals)
    it(`is refused in one line: ${name}`, () => {
      assert.throws(
        () => parseConfig(config, 'dma.yaml'),
        (error: unknown) => {
          assert.ok(error instanceof ConfigError);
          assert.match(error.message, refused);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
    });
});
