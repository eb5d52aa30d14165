import type { AlertEvent } from '../event/alert-event.ts';
import { parseSource } from '../event/event-source.ts';
import { formatIsoTime } from '../event/iso-time.ts';

/**
 * Formats an event as collectd's write_http plugin sends a notification: an array of one alert in Prometheus' format.
 *
 * As there, `alertname` and the label of the plugin instance come from the identifier, the severity is a label in
 * collectd's words, `startsAt` is the time of the notification, and an OKAY has no `endsAt`. The metadata of the
 * notification are annotations, with the digits that collectd printed.
 *
 * @see format_alert in collectd's src/utils/format_json/format_json.c
 */
export function formatCollectdNotification(event: AlertEvent): readonly Record<string, unknown>[] {
  const { severity, host, source, message, details, time } = event;
  const { plugin = '', pluginInstance, type = '', typeInstance } = parseSource(source);
  const labels = {
    alertname: type.startsWith(plugin) ? `collectd_${type}` : `collectd_${plugin}_${type}`,
    instance: host,
    ...(pluginInstance && { [plugin]: pluginInstance }),
    ...(typeInstance && { [pluginInstance ? 'type' : plugin]: typeInstance }),
    severity,
    service: 'collectd',
  };
  return [{ labels, annotations: { summary: message, ...details }, startsAt: formatIsoTime(time) }];
}
