import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { Notification } from '../collectd/notification.ts';
import { ownPlugin } from '../collectd/identifier.ts';
import type { WriteTrouble } from '../redis/trouble.ts';

/**
 * Where samples come from: from Redis, from collectd's own cache because they no longer get into Redis, or from nowhere,
 * so that nothing is predicted.
 */
export type RawData = 'redis' | 'cache' | 'nowhere';

export interface RawDataAlarmParts {
  /** Under which the program reports on itself. */
  readonly host: string;
  readonly notify: (notification: Notification) => void;
  readonly log: TransitionLog;
  /** Asks Redis for the cause; must not reject (default: nobody knows). */
  readonly findTrouble?: (() => Promise<WriteTrouble | undefined>) | undefined;
}

const usualCure = 'write_redis does not reconnect: after a restart of Redis, restart collectd';

const complaints = {
  cache: {
    severity: 'WARNING',
    meaning: "nothing new arrives in Redis; predictions go on from collectd's own cache",
  },
  nowhere: { severity: 'FAILURE', meaning: 'no new samples arrive, and nothing is predicted' },
} as const;

/**
 * Notifies of raw data that no longer arrive, once and with what to do, and of their return: as
 * `<host>/dma-self/gauge-raw_data`.
 *
 * The first word is an OKAY, because somebody may have been alarmed before a restart of the program.
 */
export class RawDataAlarm {
  readonly #parts: RawDataAlarmParts;
  readonly #rawData: LogSubject;
  #known: RawData | undefined;

  constructor(parts: RawDataAlarmParts) {
    this.#parts = parts;
    this.#rawData = parts.log.subject('raw data');
  }

  /** @param time epoch seconds */
  async look(rawData: RawData, time: number): Promise<void> {
    if (rawData === this.#known) return;
    this.#known = rawData;
    const { findTrouble } = this.#parts;
    if (rawData === 'redis') {
      this.#rawData.recovered();
      this.#notify('OKAY', time, 'samples arrive in Redis');
      return;
    }
    const { severity, meaning } = complaints[rawData];
    const trouble = await findTrouble?.();
    // What Redis refused at some time since its start may be over.
    const advice = trouble?.isNow ? `${trouble.cause}; ${trouble.cure}` : usualCure;
    this.#rawData.failing(`are missing: ${meaning}. ${advice}`, trouble?.isNow ? ` (${trouble.facts})` : '');
    this.#notify(severity, time, `${meaning}. ${advice}`);
  }

  #notify(severity: Notification['severity'], time: number, message: string): void {
    const { host, notify } = this.#parts;
    notify({
      severity,
      time,
      host,
      plugin: ownPlugin,
      pluginInstance: 'self',
      type: 'gauge',
      typeInstance: 'raw_data',
      message,
      details: {},
    });
  }
}
