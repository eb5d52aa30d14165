import { riskOfRoot } from '../../plugins/files/foreign-part.ts';
import { OutsideError } from './command-error.ts';

/**
 * Refuses to write as root where somebody else could lead root to another file.
 *
 * @param option for messages, such as `--out`
 * @throws OutsideError
 */
export function refuseRiskOfRoot(path: string, option: string): void {
  const risk = riskOfRoot(path);
  if (risk !== undefined) throw new OutsideError(`${option}: ${risk}`);
}
