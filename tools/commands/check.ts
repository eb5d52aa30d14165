import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

export const checkCommand = (
  secrets: KnownSecrets,
): CommandModule<object, { config: string | undefined; json: boolean }> => ({
  command: 'check',
  describe: 'Say whether everything is in place: configuration, Redis, series, spool',
  builder: (yargs) =>
    yargs
      .option('config', configOption)
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }),
  async handler({ config, json }) {
    const { check } = await import('../check/check.ts');
    const { formatFindings } = await import('../check/findings-text.ts');
    const findings = await check(config, secrets);
    const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
    process.stdout.write(json ? `${JSON.stringify(findings)}\n` : formatFindings(findings, columns));
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  },
});
