import type { CommandModule } from 'yargs';
import { backtestCommand } from './backtest.ts';
import { benchCommand } from './bench.ts';
import { configCommand } from './config.ts';
import { congressDummyCommand } from './congress-dummy.ts';
import { deliverCommand } from './deliver.ts';
import { demoCommand } from './demo.ts';
import { eventsCommand } from './events.ts';
import { httpDummyCommand } from './http-dummy.ts';
import { checkCommand } from './check.ts';
import { learnCommand } from './learn.ts';
import { memStressCommand } from './mem-stress.ts';
import { predictCommand } from './predict.ts';
import { spoolCommand } from './spool.ts';

/** Every command of `dma`, in the order in which the help shows them. */
export const commands = [
  predictCommand,
  deliverCommand,
  spoolCommand,
  eventsCommand,
  checkCommand,
  configCommand,
  learnCommand,
  backtestCommand,
  benchCommand,
  demoCommand,
  memStressCommand,
  httpDummyCommand,
  congressDummyCommand,
] as readonly CommandModule[];
