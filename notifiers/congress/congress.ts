import { z } from 'zod';
import { toAscii } from '../event/alert-text.ts';
import type { CongressAccess } from './api.ts';
import { formatCongressRow, sameCongressRows } from './row.ts';
import { CongressTable } from './table.ts';
import { openCredentials } from '../openstack/keystone.ts';
import { keystoneOptions } from '../openstack/keystone-options.ts';
import { KeystoneSession } from '../openstack/keystone.ts';
import { delivered, failed, type Batch, type Delivery, type Notifier } from '../notifier.ts';
import type { NotifierContext, NotifierEntry } from '../notifier.ts';
import { receiverUrl, timeoutOption } from '../http-client/http-options.ts';
import { checkProxyOptions, proxyOptions } from '../http-client/proxy-options.ts';
import { ProxyChoice } from '../http-client/proxy.ts';

import { evenWhenBroken, section } from '../option-meta.ts';

const nameOrId = /^((\{writer\}|[A-Za-z0-9_.])+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const options = z
  .strictObject({
    datasource: z
      .string()
      .regex(nameOrId, 'must be a name (letters, digits, _, . and {writer}) or an id (UUID)')
      .default('doctor')
      .meta({
        description:
          'The name or id of the data source. {writer} stands for `writer` of dma.yaml, with _ instead of characters that a name cannot hold. Congress cannot add a row to what others wrote: where several hosts write, give each a data source of its own with `dma events create-datasource`.',
        examples: ['doctor_{writer}'],
        since: '0.1.0',
      }),
    table: z
      .string()
      .regex(/^[A-Za-z0-9_.]+$/, 'must be a name (letters, digits, _ and .)')
      .default('events')
      .meta({
        description: 'The table, with the columns of `events` of the doctor driver.',
        examples: ['predictions'],
        since: '0.1.0',
      }),
    monitor: z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
      .optional()
      .meta({
        description: 'The mark of our rows. Each writer of a table needs a mark of its own.',
        examples: ['collectd-dma@controller1'],
        defaultText: 'collectd-dma@ and the writer',
        since: '0.1.0',
      }),
    endpoint: receiverUrl.optional().meta({
      description: 'The URL of Congress.',
      examples: ['https://congress.example.org:1789'],
      defaultText: 'the policy service in the catalog of Keystone',
      since: '0.1.0',
    }),
    timeoutSeconds: timeoutOption,
    ...proxyOptions,
    auth: section(keystoneOptions).meta({
      description:
        'The credentials for Keystone. An option that is left out is taken from its OS_* variable; without any of them, OS_CLOUD names a cloud in clouds.yaml.',
      since: '0.1.0',
    }),
  })
  .superRefine(checkProxyOptions, evenWhenBroken)
  .meta({
    description: 'Keeps one row per open episode in the events table of OpenStack Congress (doctor driver).',
    examples: [
      {
        datasource: 'doctor_{writer}',
        auth: {},
      },
    ],
    since: '0.1.0',
  });

export type CongressOptions = z.output<typeof options>;

/**
 * Keeps one row per open exhaustion episode in the events table of OpenStack Congress (doctor driver).
 *
 * Congress can only replace a whole table. An attempt reads all rows, keeps those of other monitors, replaces ours,
 * writes the table if that changes it, and reads it again. If another writer came between, the attempt fails with
 * `bad-answer`, recoverable; see the README on several writers. The refresh once a minute restores lost rows.
 */
export const congress = {
  name: 'congress' as const,
  limitable: true,
  usesWriter: true,
  acts: 'WARNING and FAILURE keep a row in the events table, on which policies act, and OKAY removes it',
  options,
  create: (checked, context) =>
    new CongressNotifier(openCongress(checked, context), checked.monitor ?? defaultMonitor(context.writer)),
} satisfies NotifierEntry<typeof options>;

/** Congress without the notifier, as `dma events` uses it. */
export interface OpenCongress {
  readonly access: CongressAccess;
  /** The name or id of the data source, with `{writer}` replaced. */
  readonly datasource: string;
  readonly table: CongressTable;
}

/**
 * Opens the Congress and the table that the options name, without I/O.
 *
 * @throws ZodError when a credential is missing in the options and in the environment
 */
export function openCongress(checked: CongressOptions, context: NotifierContext): OpenCongress {
  const { auth, endpoint, timeoutSeconds, datasource, table } = checked;
  const { writer, env, now, secrets } = context;
  const proxy = new ProxyChoice(checked, context);
  const source = openCredentials(auth, env, secrets);
  const session = new KeystoneSession(source, { now, timeoutSeconds, secrets, proxy });
  const access = { session, endpoint, timeoutSeconds };
  const name = datasource.replaceAll('{writer}', writer.replaceAll(/[^A-Za-z0-9_.]/gu, '_'));
  return { access, datasource: name, table: new CongressTable(access, { datasource: name, table }, now) };
}

/** The beginning of every writer's `monitor` unless the options set another. */
export const monitorPrefix = 'collectd-dma@';

/** The `monitor` of this writer unless the options set another. */
export function defaultMonitor(writer: string): string {
  return `${monitorPrefix}${toAscii(writer)}`;
}

class CongressNotifier implements Notifier {
  readonly name = 'congress';
  readonly maxEvents = 1000;
  // A restart of Congress loses the rows of a data source without persist_data, and another writer may drop them.
  readonly repeatSeconds = 60;
  readonly #access: CongressAccess;
  readonly #table: CongressTable;
  readonly #monitor: string;

  constructor({ access, table }: OpenCongress, monitor: string) {
    this.#access = access;
    this.#table = table;
    this.#monitor = monitor;
  }

  async deliver({ open }: Batch, signal: AbortSignal): Promise<Delivery> {
    // A row predicts the end of a host, which is not true for the health of dma and other thresholds.
    const ours = open
      .filter(({ kind }) => kind === 'exhaustion')
      .map((event) => formatCongressRow(event, this.#monitor));
    const before = await this.#table.list(signal);
    if (before.kind === 'failed') return before.delivery;
    const wanted = [...before.rows.filter((row) => row.monitor !== this.#monitor), ...ours];
    if (sameCongressRows(before.rows, wanted)) return delivered;

    const written = await this.#table.replace(wanted, signal);
    if (written.outcome === 'failed') return written;

    const after = await this.#table.list(signal);
    if (after.kind === 'failed') return after.delivery;
    const left = after.rows.filter((row) => row.monitor === this.#monitor);
    if (sameCongressRows(left, ours)) return delivered;
    return failed('bad-answer', true, 'Congress: another writer replaced the table at the same time');
  }

  async checkAccess(signal: AbortSignal): Promise<Delivery> {
    const found = await this.#table.list(signal);
    return found.kind === 'failed' ? found.delivery : delivered;
  }

  checkFiles(): Promise<Delivery> {
    return this.#access.session.checkFiles();
  }

  close(): void {}
}
