import type { VanishedResource } from '../alert-context/alert-context.ts';
import { ownPlugin } from '../collectd/identifier.ts';
import type { TargetSeries } from '../series/target-series.ts';
import type { Notification } from '../collectd/notification.ts';

/** The resource of a series that is no longer predicted. */
export function vanishedOf({ names, config }: Pick<TargetSeries, 'names' | 'config'>): VanishedResource {
  return { ...names, hasLimit: config.ensemble === undefined };
}

/**
 * The OKAY for a resource that is no longer predicted, although it was at risk: its host, disk or process is gone.
 * collectd itself sends none, because no value comes any more.
 *
 * @param time epoch seconds
 * @param message (default: it is silent)
 */
export function vanishedNotification(
  { host, resource, hasLimit }: VanishedResource,
  time: number,
  message = 'nothing has been heard of it for an hour or longer; it is no longer predicted, and may be gone',
): Notification {
  return {
    severity: 'OKAY',
    time,
    host,
    plugin: ownPlugin,
    pluginInstance: resource,
    type: hasLimit ? 'percent' : 'gauge',
    typeInstance: hasLimit ? 'risk' : 'anomaly',
    message,
    details: {},
  };
}
