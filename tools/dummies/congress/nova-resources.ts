import { z } from 'zod';
import { type Answer, jsonAnswer } from '../loopback-server.ts';

/** Names of Nova's errors by status; any other status is `computeFault`. */
const names: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
};

/** An error as Nova writes it: `{"itemNotFound": {"code": 404, "message": "..."}}`. */
export function novaError(code: number, message: string): Answer {
  return jsonAnswer(code, { [names[code] ?? 'computeFault']: { code, message } });
}

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

/** Answers `POST /servers/{id}/action`. The dummy knows live migration only; one is accepted and never ends. */
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

/** One of Nova's services on one host. */
export interface DummyService {
  readonly id: string;
  readonly binary: string;
  readonly host: string;
  status: 'enabled' | 'disabled';
  disabledReason: string | null;
  forcedDown: boolean;
}

const update = z.strictObject({
  status: z.enum(['enabled', 'disabled']).optional(),
  disabled_reason: z.string().min(1).max(255).optional(),
  forced_down: z.boolean().optional(),
});

/** Answers `PUT /os-services/{uuid}`, which exists since microversion 2.53. */
export function updateService(service: DummyService, body: unknown): Answer {
  const parsed = update.safeParse(body);
  if (!parsed.success) return novaError(400, `Invalid input: ${parsed.error.issues[0]!.message}`);
  const { status, disabled_reason: reason, forced_down: forcedDown } = parsed.data;
  if (service.binary !== 'nova-compute')
    return novaError(400, `Updating a ${service.binary} service is not supported.`);
  if (status === undefined && forcedDown === undefined)
    return novaError(400, 'No updates were requested. Fields status and/or forced_down should be specified.');
  if (reason !== undefined && status !== 'disabled')
    return novaError(400, "Specifying disabled_reason when status is not 'disabled' is invalid.");
  if (status !== undefined) {
    service.status = status;
    service.disabledReason = reason ?? null;
  }
  if (forcedDown !== undefined) service.forcedDown = forcedDown;
  return jsonAnswer(200, { service: describeService(service) });
}

/** A service as Nova lists it. */
export function describeService(service: DummyService): Record<string, unknown> {
  const { id, binary, host, status, disabledReason, forcedDown } = service;
  const state = forcedDown ? 'down' : 'up';
  const zone = binary === 'nova-compute' ? 'nova' : 'internal';
  return { id, binary, host, status, state, zone, disabled_reason: disabledReason, forced_down: forcedDown };
}
