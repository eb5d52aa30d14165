import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { commandLine } from '../../../../tools/command-line.ts';

describe('dma bench', () => {
  for (const command of ['scale', 'burst', 'relay'])
    it(`refuses --quick for ${command}, which has no quick form`, async () => {
      const parser = commandLine(['bench', command, '--quick'], 80, new KnownSecrets());
      await assert.rejects(async () => parser.parseAsync(), /Unknown argument: quick/);
    });

  for (const [args, message] of [
    [['scale', '--series', '3', '0'], '--series: expected a whole number from 1 to 1000000, not 0'],
    [['scale', '--series', 'many'], '--series: expected a whole number from 1 to 1000000'],
    [['scale', '--seconds', '1.5'], '--seconds: expected a whole number from 1 to 86400, not 1.5'],
    [['burst', '--series', '10', '--burst', '11'], '--burst: expected a whole number from 1 to 10, not 11'],
    [['relay', '--rate', '0'], '--rate: expected a whole number from 1 to 1000000, not 0'],
    [['relay', '--seconds', 'long'], '--seconds: expected a whole number from 1 to 86400'],
  ] as const)
    it(`refuses ${args.join(' ')} before it measures anything`, async () => {
      const parser = commandLine(['bench', ...args], 80, new KnownSecrets());
      await assert.rejects(async () => parser.parseAsync(), { name: 'UsageError', message });
    });
});
