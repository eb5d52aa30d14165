import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { commandLine } from '../../../tools/command-line.ts';
import { refuseFlagValues } from '../../../tools/flag-values.ts';
import { packageRoot } from '../../../tools/package-root.ts';

/** The options that are on or off, and an argument for each that the command needs, by command. */
function flagsOfCommands(): [command: string, flags: string[]][] {
  const page = readFileSync(join(packageRoot, 'docs/reference/command-line.md'), 'utf8');
  return page
    .split(/^## dma ?/m)
    .slice(1)
    .map((section): [string, string[]] => {
      // The type may stand in the line after.
      const options = section.split(/^ {2}(?=-h,| {4}--)/m).filter((text) => text.includes('[boolean]'));
      const needed = (/^dma .*$/m.exec(section)?.[0].match(/<[\w.]+>/g) ?? []).map(() => ' x').join('');
      const [name = ''] = section.split('\n');
      return [`${name}${needed}`, options.map((text) => /--([a-z-]+)/.exec(text)![1]!)];
    })
    .filter(([, flags]) => flags.length > 0);
}

async function complaintAbout(args: readonly string[]): Promise<string> {
  try {
    await commandLine(args, 80, new KnownSecrets()).parseAsync();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

describe('an option that is on or off', () => {
  it('is refused with any other value, in each command', async () => {
    const commands = flagsOfCommands();
    assert.ok(commands.length > 20, `${commands.length}`);
    for (const [command, flags] of commands)
      for (const flag of flags)
        assert.equal(
          await complaintAbout([...command.split(' ').filter(Boolean), `--${flag}=5`]),
          `--${flag}: takes no value (or true, or false), not "5"`,
          command,
        );
  });

  const flags = new Set(['json', 'test-notifiers', 'h']);
  const refused = (...args: readonly string[]) => assert.throws(() => refuseFlagValues(args, flags));

  it('is refused in each way of writing it, and whatever the value is', () => {
    for (const value of ['', '5', '0', '1', 'yes', 'no', 'TRUE', 'true ', 'a\nb', 'a=b'])
      refused('check', `--json=${value}`);
    refused('check', '--testNotifiers=5');
    refused('-h=5');
    assert.throws(() => refuseFlagValues(['--json=5'], flags), { name: 'UsageError' });
  });

  it('may be true or false; other options and what follows -- may be anything', () => {
    for (const args of [
      ['--json', '--json=true', '--json=false', '--test-notifiers=true', '--no-json'],
      ['--wait=5', '--jsonx=5', '--=5', '=5', 'json=5'],
      ['--', '--json=5'],
    ])
      assert.doesNotThrow(() => refuseFlagValues(args, flags));
  });
});
