import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly 'collectd-conf': string | undefined;
  readonly json: boolean;
}

export const checkCommand = (secrets: KnownSecrets): CommandModule<object, Options> => ({
  command: 'check',
  describe: 'Say whether it works: from the samples to the predictions, the thresholds and the spool',
  builder: (yargs) =>
    yargs
      .option('config', configOption)
      .option('collectd-conf', {
        type: 'string',
        requiresArg: true,
        describe: "collectd's configuration, which is only read",
        defaultDescription: 'that of the running collectd, or /etc/collectd/collectd.conf',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' })
      .epilogue(
        'The exit code is 1 when something is MISSING. A note is something to know, and wait is something that has to come yet, because a program has only just started: neither is a failure.',
      ),
  async handler({ config, 'collectd-conf': collectdConf, json }) {
    const { check } = await import('../check/check.ts');
    const { formatFindings } = await import('../check/findings-text.ts');
    const findings = await check({ config, collectdConf }, secrets);
    const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
    process.stdout.write(json ? `${JSON.stringify(findings)}\n` : formatFindings(findings, columns));
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  },
});
