import { z } from 'zod';
import type { Answer } from '../loopback-server.ts';
import { novaError } from './nova-error.ts';

/** One virtual machine. */
export interface DummyServer {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  status: 'ACTIVE' | 'SHUTOFF' | 'MIGRATING';
  /** A locked server is not moved. */
  readonly isLocked: boolean;
}

const migrateLive = z.strictObject({
  'os-migrateLive': z.strictObject({
    host: z.string().nullable(),
    block_migration: z.union([z.literal('auto'), z.boolean()]),
    force: z.boolean().optional(),
  }),
});

/** What `POST /servers/{id}/action` does, of which the dummy knows live migration: it is taken on, and never ends. */
export function actOnServer(server: DummyServer, body: unknown): Answer {
  if (!migrateLive.safeParse(body).success)
    return novaError(400, 'There is no such action, or its body is invalid.');
  if (server.isLocked) return novaError(409, `Instance ${server.id} is locked`);
  if (server.status !== 'ACTIVE')
    return novaError(409, `Cannot 'os-migrateLive' instance ${server.id} while it is ${server.status}`);
  server.status = 'MIGRATING';
  return { status: 202 };
}

/** A server as Nova lists it for an administrator. */
export function describeServer({ id, name, host, status, isLocked }: DummyServer): Record<string, unknown> {
  return {
    id,
    name,
    status,
    locked: isLocked,
    'OS-EXT-SRV-ATTR:host': host,
    'OS-EXT-STS:task_state': status === 'MIGRATING' ? 'migrating' : null,
  };
}
