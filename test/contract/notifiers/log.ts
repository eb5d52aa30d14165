import { join } from 'node:path';
import { createNotifier } from '../../../notifiers/registry.ts';
import { exampleContext } from '../../support/example-event.ts';
import type { NotifierRig } from './rig.ts';

export const rig: NotifierRig = {
  secrets: [],
  make: async (folder) => createNotifier('log', { file: join(folder, 'log') }, exampleContext()),
  makeAt: async (_origin, folder) => createNotifier('log', { file: join(folder, 'pipe') }, exampleContext()),
};
