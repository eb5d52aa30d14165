import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { aliveCommand } from './alive.ts';
import { backtestCommand } from './backtest.ts';
import { benchCommand } from './bench.ts';
import { configCommand } from './config.ts';
import { congressDummyCommand } from './congress-dummy.ts';
import { cgroupCommand } from './cgroup.ts';
import { dashboardCommand } from './dashboard.ts';
import { correlateCommand } from './correlate.ts';
import { deliverCommand } from './deliver.ts';
import { demoCommand } from './demo.ts';
import { eventsCommand } from './events.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { feedbackCommands } from './feedback.ts';
import { historyCommand } from './history.ts';
import { httpDummyCommand } from './http-dummy.ts';
import { importCommand } from './import.ts';
import { checkCommand } from './check.ts';
import { learnCommand } from './learn.ts';
import { memStressCommand } from './mem-stress.ts';
import { predictCommand } from './predict.ts';
import { prometheusScrapeCommand } from './prometheus-scrape.ts';
import { relayCommand } from './relay.ts';
import { silenceCommand } from './silence.ts';
import { spoolCommand } from './spool.ts';
import { watchCommand } from './watch.ts';

/**
 * Every command of `dma`, in the order in which the help shows them.
 *
 * @param secrets gets those that a command reads
 */
export function commandsWith(secrets: KnownSecrets): readonly CommandModule[] {
  return [
    predictCommand(secrets),
    deliverCommand(secrets),
    relayCommand(secrets),
    cgroupCommand(secrets),
    prometheusScrapeCommand(secrets),
    watchCommand(secrets),
    dashboardCommand(secrets),
    explainCommand(secrets),
    correlateCommand(secrets),
    spoolCommand,
    silenceCommand,
    historyCommand(secrets),
    ...feedbackCommands,
    eventsCommand(secrets),
    checkCommand(secrets),
    aliveCommand,
    configCommand,
    learnCommand(secrets),
    backtestCommand(secrets),
    importCommand(secrets),
    exportCommand(secrets),
    benchCommand,
    demoCommand,
    memStressCommand,
    httpDummyCommand,
    congressDummyCommand,
  ] as readonly CommandModule[];
}
