import { z } from 'zod';
import { jsonAnswer } from '../../../tools/dummies/loopback-server.ts';
import { showPlain } from './markups.ts';
import { demand, demandAuthorization, demandTarget, jsonOf, text, type StandIn } from './stand-in.ts';

/** @see https://docs.ntfy.sh/publish/#publish-as-json */
export const ntfy: StandIn = {
  secret: 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/');
    demandAuthorization(request, `Bearer ${ntfy.secret}`);
    const message = z.strictObject({
      topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
      title: text(250),
      // A longer one becomes an attachment, which servers may refuse.
      message: z.string().refine((given) => given !== '' && Buffer.byteLength(given) <= 4096),
      priority: z.int().min(1).max(5),
      tags: z.array(text(100)),
    });
    const given = jsonOf(request, message);
    showPlain(given.message, memory);
    return jsonAnswer(200, { id: 'x', event: 'message' });
  },
  refused: [
    ['topic', 'a/b'],
    ['message', '\u{1f4a5}'.repeat(1025)],
    ['priority', 'high'],
    ['priority', 6],
    ['tags', 'warning'],
  ],
};

/** @see https://gotify.net/api-docs */
export const gotify: StandIn = {
  secret: 'AbCdEf123456789',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/message');
    const token = request.headers['x-gotify-key'];
    demand(token === gotify.secret, 401, 'you need to provide a valid access token or user credentials');
    const message = z.strictObject({ title: text(1000), message: text(100_000), priority: z.int() });
    showPlain(jsonOf(request, message).message, memory);
    return jsonAnswer(200, { id: 1 });
  },
  refused: [
    ['message', undefined],
    ['message', ''],
    ['priority', '5'],
  ],
};

/** @see https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector */
export const splunk: StandIn = {
  secret: '12345678-1234-1234-1234-1234567890AB',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/services/collector/event');
    demandAuthorization(request, `Splunk ${splunk.secret}`);
    const event = z.strictObject({
      time: z.number().min(0),
      host: text(1000),
      source: text(1000),
      sourcetype: text(1000),
      event: z.strictObject({
        id: z.string(),
        severity: z.string(),
        kind: z.string(),
        since: z.string(),
        resource: z.string(),
        text: text(1_000_000),
        message: z.string(),
        situation: z.record(z.string(), z.unknown()).nullable(),
        details: z.record(z.string(), z.string()),
      }),
    });
    showPlain(jsonOf(request, event).event.text, memory);
    return jsonAnswer(200, { text: 'Success', code: 0 });
  },
  refused: [
    ['event', undefined],
    ['event', ''],
    ['time', 'now'],
  ],
};

/** @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs */
export const loki: StandIn = {
  secret: '',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/loki/api/v1/push');
    const labels = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(2048));
    const entry = z.tuple([
      // Nanoseconds, in a string: of this century.
      z.string().regex(/^\d{19}$/),
      text(262_144),
      z.record(z.string(), z.string()),
    ]);
    const stream = z.strictObject({
      stream: labels.refine((given) => Object.keys(given).length > 0 && Object.keys(given).length <= 15),
      values: z.array(entry).min(1),
    });
    const given = jsonOf(request, z.strictObject({ streams: z.array(stream).min(1) }));
    for (const { values } of given.streams) for (const [, line] of values) showPlain(line, memory);
    return { status: 204 };
  },
  refused: [
    ['streams.0.values.0.0', 1_795_226_400_123],
    ['streams.0.values.0.0', '1795226400'],
    ['streams.0.stream.host', 7],
    ['streams.0.values.0.2.episode', 7],
  ],
};

const attributes = z.array(
  z.strictObject({ key: text(200), value: z.strictObject({ stringValue: z.string().max(10_000) }) }),
);
/** Nanoseconds of this century: JSON has 64 bits as a string. */
const unixNano = z.string().regex(/^\d{19}$/);

/** @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export const opentelemetry: StandIn = {
  secret: '',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/v1/logs');
    demand(request.headers['content-type'] === 'application/json', 415, 'unsupported media type');
    const record = z.strictObject({
      timeUnixNano: unixNano,
      observedTimeUnixNano: unixNano,
      severityNumber: z.int().min(1).max(24),
      severityText: text(100),
      body: z.strictObject({ stringValue: text(100_000) }),
      attributes,
    });
    const scopeLogs = z.strictObject({
      scope: z.strictObject({ name: text(200) }),
      logRecords: z.array(record).min(1),
    });
    const resourceLogs = z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeLogs: z.array(scopeLogs).min(1),
    });
    const given = jsonOf(request, z.strictObject({ resourceLogs: z.array(resourceLogs).min(1) }));
    showPlain(given.resourceLogs[0]!.scopeLogs[0]!.logRecords[0]!.body.stringValue, memory);
    return jsonAnswer(200, { partialSuccess: {} });
  },
  refused: [
    ['resourceLogs.0.scopeLogs.0.logRecords.0.timeUnixNano', 1_795_226_400_123],
    ['resourceLogs.0.scopeLogs.0.logRecords.0.severityNumber', 'WARN'],
    ['resourceLogs.0.scopeLogs.0.logRecords.0.body', 'a text'],
    ['resourceLogs.0.resource.attributes.1.value', 'web1'],
  ],
};

/** Fields of the Elastic Common Schema with their types; others would be mapped by whatever comes first. */
const ecsDocument = z.strictObject({
  '@timestamp': z.iso.datetime(),
  ecs: z.strictObject({ version: text(20) }),
  event: z.strictObject({
    kind: z.enum(['alert', 'asset', 'enrichment', 'event', 'metric', 'state', 'pipeline_error', 'signal']),
    category: z.array(z.enum(['host', 'process', 'database', 'network', 'session', 'web'])),
    type: z.array(z.enum(['access', 'change', 'creation', 'deletion', 'end', 'error', 'info', 'start'])),
    module: text(1024),
    dataset: text(1024),
    id: text(1024),
    start: z.iso.datetime(),
    severity: z.int(),
    reason: z.string(),
  }),
  log: z.strictObject({ level: text(1024) }),
  host: z.strictObject({ name: z.string() }),
  message: z.string(),
  labels: z.record(z.string().regex(/^[^.]+$/), z.string()),
});

/** @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-index */
export const elastic: StandIn = {
  secret: 'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'PUT', /^\/collectd-dma\/_doc\/[^/?]{1,512}$/);
    const isRight = request.headers.authorization === `ApiKey ${elastic.secret}`;
    demand(isRight, 401, 'security_exception: missing authentication credentials');
    showPlain(jsonOf(request, ecsDocument).message, memory);
    return jsonAnswer(201, { result: 'created' });
  },
  refused: [
    ['@timestamp', 'yesterday'],
    ['event.kind', 'alarm'],
    ['event.category', 'host'],
    ['event.severity', 'high'],
    ['host', 'web1'],
    ['labels.a', { b: 'c' }],
  ],
};
