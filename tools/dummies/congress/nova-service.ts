import { z } from 'zod';
import { novaError } from './nova-error.ts';
import type { Answer } from '../loopback-server.ts';
import { jsonAnswer } from './json-answer.ts';

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

/** What `PUT /os-services/{uuid}` makes of a service, as since microversion 2.53. */
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
