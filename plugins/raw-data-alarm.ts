import type { Notification } from './notification.ts';
import { ownPlugin } from './prediction-values.ts';

/**
 * Where samples come from: from Redis, from collectd's own cache because they no longer get into Redis, or from nowhere,
 * so that nothing is predicted.
 */
export type RawData = 'redis' | 'cache' | 'nowhere';

const cure = 'write_redis does not reconnect: after a restart of Redis, restart collectd';

const meanings: Readonly<Record<RawData, Pick<Notification, 'severity' | 'message'>>> = {
  redis: { severity: 'OKAY', message: 'samples arrive in Redis' },
  cache: {
    severity: 'WARNING',
    message: `nothing new arrives in Redis; predictions go on from collectd's own cache. ${cure}`,
  },
  nowhere: {
    severity: 'FAILURE',
    message: `no new samples arrive, and nothing is predicted. Is collectd well? ${cure}`,
  },
};

/**
 * Notifies of raw data that no longer arrive, once, and of their return: as `<host>/dma-self/gauge-raw_data`.
 *
 * The first word is an OKAY, because somebody may have been alarmed before a restart of the program.
 */
export class RawDataAlarm {
  readonly #host: string;
  readonly #notify: (notification: Notification) => void;
  #known: RawData | undefined;

  constructor(host: string, notify: (notification: Notification) => void) {
    this.#host = host;
    this.#notify = notify;
  }

  /** @param time epoch seconds @param why what is known of the cause, as the start of a sentence (default: nothing) */
  look(rawData: RawData, time: number, why?: string): void {
    if (rawData === this.#known) return;
    this.#known = rawData;
    const { severity, message } = meanings[rawData];
    this.#notify({
      severity,
      time,
      host: this.#host,
      plugin: ownPlugin,
      pluginInstance: 'self',
      type: 'gauge',
      typeInstance: 'raw_data',
      message: why === undefined ? message : `${why}: ${message}`,
      details: {},
    });
  }
}
