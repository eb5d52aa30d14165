import { z } from 'zod';
import { congress, monitorPrefix, openCongressTable } from '../notifiers/congress.ts';
import type { CongressTable } from '../notifiers/congress-table.ts';
import type { Delivery } from '../notifiers/notifier.ts';
import { epochSeconds } from '../plugins/clock.ts';
import { configErrorOf } from '../plugins/config-error.ts';
import { defaultConfigFile, loadConfig } from '../plugins/config.ts';
import { formatEvents } from './events-table.ts';
import { OutsideError } from './outside-error.ts';

/**
 * The rows of the Congress events table, as text.
 *
 * @param file dma.yaml; undefined for the default one
 * @throws ConfigError, or OutsideError when Congress or Keystone say no
 */
export async function listEvents(file: string | undefined, json: boolean): Promise<string> {
  const rows = await rowsOf(openTable(file));
  return json ? `${JSON.stringify(rows)}\n` : formatEvents(rows);
}

/**
 * Removes rows from the Congress events table.
 *
 * @param all other monitors' rows as well
 * @returns what was done, as text
 * @throws ConfigError, or OutsideError when Congress or Keystone say no
 */
export async function clearEvents(file: string | undefined, all: boolean, json: boolean): Promise<string> {
  const table = openTable(file);
  const rows = await rowsOf(table);
  const kept = all ? [] : rows.filter(({ monitor }) => !String(monitor).startsWith(monitorPrefix));
  throwIfFailed(await table.replace(kept));
  const counts = { removed: rows.length - kept.length, kept: kept.length };
  return json ? `${JSON.stringify(counts)}\n` : `${counts.removed} rows removed, ${counts.kept} kept\n`;
}

async function rowsOf(table: CongressTable) {
  const answer = await table.list();
  if (answer.kind === 'rows') return answer.rows;
  throwIfFailed(answer.delivery);
  return [];
}

function throwIfFailed(delivery: Delivery): void {
  if (delivery.outcome === 'failed') throw new OutsideError(delivery.message);
}

function openTable(file: string | undefined): CongressTable {
  const options = loadConfig(file).notifiers['congress'] ?? {};
  try {
    return openCongressTable(congress.options.parse(options), {
      env: (name) => process.env[name],
      now: epochSeconds,
    });
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw configErrorOf(error, file ?? defaultConfigFile, options, ['notifiers', 'congress']);
  }
}
