import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { commandLine } from '../../../tools/command-line.ts';

describe('the command line', () => {
  for (const [args, message] of [
    [['predct'], 'there is no such command; did you mean predict?'],
    [['spool', 'lst'], 'there is no such command; did you mean list?'],
    [['predict', '--confg', 'x'], 'Unknown argument: confg; did you mean --config?'],
    [[], 'say which command'],
  ] as const)
    it(`says of "${args.join(' ')}": ${message}`, async () => {
      const parser = commandLine(args, 80, new KnownSecrets());
      await assert.rejects(async () => parser.parseAsync(), { name: 'UsageError', message });
    });
});
