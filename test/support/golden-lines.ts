import type { Identifier } from '../../plugins/collectd/identifier.ts';
import type { Notification } from '../../plugins/collectd/notification.ts';
import type { ValueList } from '../../plugins/collectd/text-protocol.ts';

/** 2026-11-21T02:00:00Z */
const start = 1_795_226_400;

const memory: Identifier = { host: 'golden', plugin: 'dma', type: 'memory' };

/** A value of plugin dma, with these parts. */
function own(type: string, typeInstance: string, pluginInstance?: string): Identifier {
  const instance = pluginInstance === undefined ? {} : { pluginInstance };
  return { host: 'golden', plugin: 'dma', ...instance, type, typeInstance };
}

/** One value, at the start of it all unless told otherwise. */
function list(identifier: Identifier, value: number, time = start, intervalSeconds = 1): ValueList {
  return { identifier, time, intervalSeconds, values: [value] };
}

/** The values of the commands in test/golden/putval.txt, line for line. A real collectd takes them all. */
export const goldenValueLists: readonly ValueList[] = [
  list(memory, 146_432_000),
  list(memory, 146_432_000.25, start + 0.1, 0.1),
  list(own('percent', 'risk', 'memory'), 100, start + 0.283_284_7),
  list(own('percent', 'predicted', 'memory'), 1 / 3, start, 10),
  list(own('duration', 'exhaustion', 'memory'), Number.NaN),
  list(own('duration', 'exhaustion', 'memory'), 12.5, start + 1),
  list(own('gauge', 'verdict', 'disk-root'), 0, start, 60),
  {
    identifier: { host: 'golden', plugin: 'load', type: 'load' },
    time: start,
    intervalSeconds: 10,
    values: [0.407_714_843_75, Number.POSITIVE_INFINITY, 0.044_921_875],
  },
  list(own('gauge', 'tiny'), -5e-324),
  list(own('gauge', 'huge'), 1e300),
  list(own('gauge', 'a "quoted" one'), 1),
  list(own('gauge', String.raw`C:\temp\"`), 1),
  list(own('gauge', '内存 🐢', 'größe-Ελλάδα'), 1),
  list(own('gauge', "it's 100 % = a=b, interval=5; -x--y-"), 1),
  list({ ...own('gauge', '"'.repeat(121), 'p'.repeat(123)), host: 'g'.repeat(127) }, 1),
];

/** The notifications of the commands in test/golden/putnotif.txt, line for line. A real collectd takes them all. */
export const goldenNotifications: readonly Notification[] = [
  { severity: 'WARNING', time: start, message: 'short', details: {} },
  {
    severity: 'FAILURE',
    time: start + 0.716,
    host: 'golden',
    plugin: 'dma',
    pluginInstance: 'memory',
    type: 'percent',
    typeInstance: 'risk',
    message: 'Host golden, plugin dma (instance memory) type percent: memory runs out in 12 s',
    details: {},
  },
  {
    severity: 'OKAY',
    time: start + 1,
    host: 'golden',
    plugin: 'dma',
    message: 'said "well" again',
    details: {},
  },
  {
    severity: 'WARNING',
    time: start + 2,
    host: 'golden',
    pluginInstance: String.raw`a "quoted" \ one`,
    message: 'back\\slash and ending in one\\',
    details: {},
  },
  {
    severity: 'WARNING',
    time: start + 3,
    host: 'golden',
    message: 'two\nlines\tand a\r\nPUTVAL "golden/dma/gauge-injected" N:1',
    details: {},
  },
  {
    severity: 'WARNING',
    time: start + 4,
    host: 'golden',
    message: `größe 🐢 severity=okay ${'ü'.repeat(200)}`,
    details: {},
  },
];
