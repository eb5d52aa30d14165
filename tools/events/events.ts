import { countOf } from '../../notifiers/count-of.ts';
import { createDataSource, readSchema } from '../../notifiers/congress/api.ts';
import { monitorPrefix } from '../../notifiers/congress/congress.ts';
import type { Failure } from '../../notifiers/http-client/http-outcome.ts';
import { describeFailure } from '../../notifiers/notifier.ts';
import { chosenCongress, type ChosenCongress, type CongressChoice } from './chosen-congress.ts';
import { formatEvents } from './events-table.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { explainGuess } from './writer.ts';

/**
 * The rows of the Congress events table, as text.
 *
 * @throws ConfigError, UsageError, or OutsideError when Congress or Keystone fail
 */
export async function listEvents(choice: CongressChoice, json: boolean): Promise<string> {
  const rows = await rowsOf(chosenCongress(choice));
  return json ? `${JSON.stringify(rows)}\n` : formatEvents(rows);
}

/**
 * Removes rows from the Congress events table.
 *
 * @param all other monitors' rows as well
 * @returns what was done, as text
 * @throws ConfigError, UsageError, or OutsideError when Congress or Keystone fail
 */
export async function clearEvents(choice: CongressChoice, all: boolean, json: boolean): Promise<string> {
  const chosen = chosenCongress(choice);
  const rows = await rowsOf(chosen);
  const kept = all ? [] : rows.filter(({ monitor }) => !String(monitor).startsWith(monitorPrefix));
  const written = await chosen.table.replace(kept);
  if (written.outcome === 'failed') throw new OutsideError(describeFailure(written));
  const counts = { removed: rows.length - kept.length, kept: kept.length };
  if (json) return `${JSON.stringify(counts)}\n`;
  const mind = counts.removed > 0 ? `mind: ${comeBack}\n` : '';
  return `${countOf(counts.removed, 'row')} removed, ${counts.kept} kept\n${mind}`;
}

const comeBack =
  'a running dma deliver writes the rows of its open episodes again within a minute; end one by "dma spool drop" with its id';

/**
 * The columns of the data source's tables in Congress, as text.
 *
 * @throws ConfigError, UsageError, or OutsideError when Congress or Keystone fail
 */
export async function showSchema(choice: CongressChoice, json: boolean): Promise<string> {
  const chosen = chosenCongress(choice);
  const { access, datasource } = chosen;
  const { tables } = successOf(chosen, await readSchema(access, datasource));
  if (json) return `${JSON.stringify({ datasource, tables })}\n`;
  return tables.map(({ table, columns }) => `${datasource}/${table}: ${columns.join(', ')}\n`).join('');
}

/** Options of a new data source. */
export interface NewDataSource {
  /** (Default: the one of dma.yaml) */
  readonly name: string | undefined;
  /** True when its rows survive a restart of Congress. */
  readonly persistData: boolean;
}

/**
 * Creates the data source, of the doctor driver, that the notifier writes to.
 *
 * @returns what was done, as text, with a second line (in JSON: `warning`) where the name rests on a guess
 * @throws UsageError for an impossible name, ConfigError, or OutsideError when there is one already or Congress or
 *   Keystone say no
 */
export async function createEventsSource(
  choice: CongressChoice,
  { name, persistData }: NewDataSource,
  json: boolean,
): Promise<string> {
  const chosen = chosenCongress(choice);
  const { access, datasource, guessedWriter } = chosen;
  const wanted = name ?? datasource;
  if (!/^[A-Za-z0-9_.]+$/.test(wanted))
    throw new UsageError(
      name === undefined
        ? `notifiers.congress.datasource: "${wanted}" is an id; say with --name what the data source shall be called`
        : `--name: expected letters, digits, _ and . (Congress takes no others), not "${wanted}"`,
    );
  const { id } = successOf(chosen, await createDataSource(access, wanted, persistData));
  const warning = name === undefined && guessedWriter ? explainGuess(guessedWriter) : undefined;
  if (json) return `${JSON.stringify({ id, name: wanted, persistData, warning })}\n`;
  const kept = persistData ? 'survive' : 'are lost in';
  return `data source ${wanted} created (${id}); its rows ${kept} a restart of Congress\n${warning === undefined ? '' : `mind: ${warning}\n`}`;
}

async function rowsOf(chosen: ChosenCongress) {
  return successOf(chosen, await chosen.table.list()).rows;
}

function successOf<Success extends { readonly kind: string }>(
  { guessedWriter }: ChosenCongress,
  answer: Success | Failure,
): Success {
  if (!isFailure(answer)) return answer;
  const { delivery } = answer;
  const hint = guessedWriter && delivery.reason === 'not-found' ? `; ${explainGuess(guessedWriter)}` : '';
  throw new OutsideError(`${describeFailure(delivery)}${hint}`);
}

function isFailure(answer: { readonly kind: string }): answer is Failure {
  return answer.kind === 'failed';
}
