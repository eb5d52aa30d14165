import { ownPlugin } from './identifier.ts';
import type { Notification } from './notification.ts';

const typeInstance = /^test_([0-9a-f]{16})$/;

/**
 * The notification that is sent through collectd as a test. It is an OKAY, which alarms nobody else who gets
 * collectd's notifications, and which an older `dma deliver` ignores. Its identifier marks it, because metadata do not
 * pass collectd's network plugin.
 *
 * @param token tells this test from others
 * @param time epoch seconds
 */
export function testNotification(token: string, host: string, time: number): Notification {
  return {
    severity: 'OKAY',
    time,
    host,
    plugin: ownPlugin,
    // No target has this name.
    pluginInstance: 'self',
    type: 'gauge',
    typeInstance: `test_${token}`,
    message: 'TEST by "dma check --test": this notification is not real, nothing is wrong',
    details: { Test: 'true' },
  };
}

/** The token of a test; undefined for any other notification. */
export function testTokenOf(notification: Notification): string | undefined {
  const { plugin, pluginInstance, type, typeInstance: instance = '' } = notification;
  if (plugin !== ownPlugin || pluginInstance !== 'self' || type !== 'gauge') return undefined;
  return typeInstance.exec(instance)?.[1];
}
