import { formatIdentifier } from '../../plugins/collectd/identifier.ts';
import type { Notification } from '../../plugins/collectd/notification.ts';
import type { Output } from '../../plugins/collectd/output.ts';
import type { ValueList } from '../../plugins/collectd/text-protocol.ts';
import type { FakeRedis } from './fake-redis.ts';

/** A collectd that gives to Redis what it gets, a while later. */
export class RelayedOutput implements Output {
  readonly superseded = 0;
  readonly notifications: Notification[] = [];
  readonly #redis: FakeRedis;

  constructor(redis: FakeRedis) {
    this.#redis = redis;
  }

  putValues({ identifier, time, values }: ValueList): void {
    this.#redis.write(formatIdentifier(identifier), Number(time.toFixed(3)), ...values);
  }

  putNotification(notification: Notification): void {
    this.notifications.push(notification);
  }

  close(): void {}
}
