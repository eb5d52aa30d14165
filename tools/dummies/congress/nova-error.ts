import type { Answer } from '../loopback-server.ts';
import { jsonAnswer } from './json-answer.ts';

/** Nova names its errors after what they are; those without a name are faults of its own. */
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
