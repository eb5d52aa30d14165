import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly 'collectd-conf': string | undefined;
  readonly test: string | undefined;
  readonly 'test-notifiers': boolean;
  readonly wait: string | undefined;
  readonly json: boolean;
  readonly nagios: boolean;
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
      .option('test', {
        type: 'string',
        describe:
          'Send one notification through collectd to all notifiers, marked as a test, and say how far it comes; wait so many seconds for each link [10]',
      })
      .option('test-notifiers', {
        type: 'boolean',
        default: false,
        describe: 'Send an event to each receiver directly, marked as a test, and say what came of it',
      })
      .option('wait', {
        type: 'string',
        describe: 'Check again until all is well, for so many seconds at most [60]',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' })
      .option('nagios', {
        type: 'boolean',
        default: false,
        describe:
          'Output and exit code of a plugin for Nagios or Icinga: MISSING is CRITICAL, wait is WARNING',
      })
      .epilogue(
        'The exit code is 1 when something is MISSING. A note is something to know, and wait is something that has to come yet, because a program has only just started: neither is a failure.\n\nA test goes past routes, mutes and silences, and is part of no episode. Nova and Congress act on alerts: there, dma only logs in and reads.',
      ),
  async handler(options) {
    const { UsageError } = await import('../process/command-error.ts');
    if (options.nagios && options.json) throw new UsageError('--nagios and --json: choose one of them');
    const { runCheck } = await import('../check/run-check.ts');
    process.exitCode = await runCheck(
      {
        config: options.config,
        collectdConf: options['collectd-conf'],
        test: options.test,
        testNotifiers: options['test-notifiers'],
        wait: options.wait,
        form: options.nagios ? 'nagios' : options.json ? 'json' : 'text',
      },
      process,
      secrets,
    );
  },
});
