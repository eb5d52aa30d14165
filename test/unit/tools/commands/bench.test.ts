import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { commandLine } from '../../../../tools/command-line.ts';

describe('dma bench', () => {
  for (const command of ['scale', 'burst', 'relay'])
    it(`refuses --quick for ${command}, which has no quick form`, async () => {
      const parser = commandLine(['bench', command, '--quick'], 80, new KnownSecrets());
      await assert.rejects(async () => parser.parseAsync(), /Unknown argument: quick/);
    });
});
