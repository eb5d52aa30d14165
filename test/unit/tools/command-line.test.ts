import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { commandLine } from '../../../tools/command-line.ts';

describe('the command line', () => {
  for (const [args, message] of [
    [['predct'], 'there is no such command; did you mean predict?'],
    [['spool', 'lst'], 'there is no such command; did you mean list?'],
    [['nosuch'], 'there is no such command: nosuch'],
    [['nosuch', '--json', 'x'], 'there is no such command: nosuch'],
    [['spool', 'nosuch'], 'there is no such command: nosuch'],
    [['spool', 'list', '--nosuch'], 'Unknown argument: nosuch'],
    [['check', 'nosuch'], 'Unknown argument: nosuch'],
    [['predict', '--confg', 'x'], 'Unknown argument: confg; did you mean --config?'],
    [['backtest', 'x', '--limit', '5GiB', '--limit=6GiB'], '--limit: given 2 times; say it once'],
    [
      ['backtest', 'x', '--limit', '5', '--horizon', '5', '--horizon', '6'],
      '--horizon: given 2 times; say it once',
    ],
    [['check', '--config', 'a', '--config', 'b', '--config', 'c'], '--config: given 3 times; say it once'],
    [['predict', '--shard', '0/8', '--shard', '1/8'], '--shard: given 2 times; say it once'],
    [['silence', 'add', '--host', 'a', '--host', 'b'], '--host: given 2 times; say it once'],
    [['learn', 'x', '--limit', '5', '--limit', '6'], '--limit: is given twice; say it once'],
    [[], 'say which command'],
  ] as const)
    it(`says of "${args.join(' ')}": ${message}`, async () => {
      const parser = commandLine(args, 80, new KnownSecrets());
      await assert.rejects(async () => parser.parseAsync(), { name: 'UsageError', message });
    });
});
