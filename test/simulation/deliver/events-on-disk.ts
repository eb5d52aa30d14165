import type { AlertEvent } from '../../../notifiers/event/alert-event.ts';
import { eventKey } from '../../../notifiers/event/event-json.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

/** The keys of the events in a folder. */
export function keysIn(disk: SimulatedDisk, folder: string): Set<string> {
  const files = disk.names(folder).filter((name) => !name.endsWith('.why'));
  return new Set(files.map((name) => eventKey(JSON.parse(textOf(disk, `${folder}/${name}`)) as AlertEvent)));
}

/** The text of a file. */
export function textOf(disk: SimulatedDisk, path: string): string {
  return Buffer.from(disk.content(path), 'latin1').toString();
}
