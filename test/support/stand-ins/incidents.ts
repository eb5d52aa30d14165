import { z } from 'zod';
import { jsonAnswer, parseJson } from '../../../tools/dummies/loopback-server.ts';
import { showMarkdown, showPlain } from './markups.ts';
import { basic, demand, demandAuthorization, demandTarget, jsonOf, text, type StandIn } from './stand-in.ts';

/** @see https://developer.pagerduty.com/docs/events-api-v2-overview */
export const pagerduty: StandIn = {
  secret: 'R0123456789ABCDEFGHIJKLMNOPQRSTU',
  closes: true,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/v2/enqueue');
    const event = z.strictObject({
      routing_key: z.string().length(32),
      event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
      dedup_key: text(255),
      client: text(255),
      payload: z.strictObject({
        summary: text(1024),
        source: text(255),
        severity: z.enum(['critical', 'error', 'warning', 'info']),
        timestamp: z.iso.datetime(),
        component: text(255),
        class: text(255),
        custom_details: z.record(z.string(), z.unknown()),
      }),
    });
    const { routing_key: key, event_action: action, dedup_key: dedup, payload } = jsonOf(request, event);
    demand(key === pagerduty.secret, 400, 'invalid event: no such routing key');
    if (action === 'resolve') memory.open.delete(dedup);
    else memory.open.set(dedup, payload.severity);
    showPlain(payload.summary, memory);
    return jsonAnswer(202, { status: 'success', message: 'Event processed', dedup_key: dedup });
  },
  refused: [
    ['routing_key', 'too-short'],
    ['routing_key', 'x'.repeat(32)],
    ['event_action', 'open'],
    ['dedup_key', 'x'.repeat(256)],
    ['payload.summary', 'x'.repeat(1025)],
    ['payload.summary', undefined],
    ['payload.source', ''],
    ['payload.severity', 'P1'],
    ['payload.timestamp', 1_795_226_400],
  ],
};

/** @see https://docs.opsgenie.com/docs/alert-api */
export const opsgenie: StandIn = {
  secret: 'eb243592-faa2-4ba2-a551-1afdf565c889',
  closes: true,
  receive: (request, memory) => {
    demand(request.headers.authorization === `GenieKey ${opsgenie.secret}`, 401, 'Could not authenticate');
    const accepted = jsonAnswer(202, { result: 'Request will be processed', took: 0.1, requestId: 'r' });
    const [, alias] = /^\/v2\/alerts\/([^/?]+)\/close\?identifierType=alias$/.exec(request.url) ?? [];
    if (alias !== undefined) {
      demandTarget(request, 'POST', request.url);
      jsonOf(request, z.strictObject({ source: text(100), note: text(25_000) }), 422);
      memory.open.delete(decodeURIComponent(alias));
      return accepted;
    }
    demandTarget(request, 'POST', '/v2/alerts');
    const alert = z.strictObject({
      message: text(130),
      alias: text(512),
      description: text(15_000),
      entity: text(512),
      source: text(100),
      tags: z.array(text(50)).max(20),
      details: z.record(z.string(), z.string()),
      priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
    });
    const given = jsonOf(request, alert, 422);
    // An alert that is open keeps its priority.
    if (!memory.open.has(given.alias)) memory.open.set(given.alias, given.priority);
    showPlain(given.description, memory);
    return accepted;
  },
  refused: [
    ['message', undefined],
    ['message', 'x'.repeat(131)],
    ['alias', 'x'.repeat(513)],
    ['priority', 'P0'],
    ['details.since', 7],
    ['tags.0', 'x'.repeat(51)],
  ],
};

/** @see https://www.servicenow.com/docs/ (Event field format for event collection) */
export const servicenow: StandIn = {
  secret: 'servicenow-password',
  closes: true,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/api/now/table/em_event');
    demandAuthorization(request, basic('collectd-dma', servicenow.secret));
    demand(request.headers.accept === 'application/json', 406, 'XML it is');
    const event = z.strictObject({
      source: text(100),
      node: text(100),
      type: text(100),
      resource: text(100),
      metric_name: text(100),
      message_key: text(1024),
      severity: z.string().regex(/^[0-5]$/),
      resolution_state: z.enum(['New', 'Closing']),
      description: text(4000),
      additional_info: z.string().refine((info) => {
        const { data } = z.record(z.string(), z.string()).safeParse(parseJson(info));
        return data !== undefined;
      }, 'is a string of JSON with keys and texts'),
    });
    const { message_key: key, severity, resolution_state: state, description } = jsonOf(request, event);
    if (severity === '0' && state === 'Closing') memory.open.delete(key);
    else memory.open.set(key, severity);
    showPlain(description, memory);
    return jsonAnswer(201, { result: { sys_id: '1' } });
  },
  refused: [
    ['node', 'x'.repeat(101)],
    ['severity', 4],
    ['severity', '6'],
    ['description', 'x'.repeat(4001)],
    ['additional_info', { a: 'b' }],
    ['additional_info', '{"a": "b"c"}'],
  ],
};

/** @see https://grafana.com/docs/oncall/latest/integrations/webhook/ */
export const oncall: StandIn = {
  secret: '/oncall/integrations/v1/formatted_webhook/m12xmIjOcgwH74UF8CN4dk0Dh/',
  closes: true,
  receive: (request, memory) => {
    // Without the slash at the end, a redirect makes a GET of it.
    demandTarget(request, 'POST', oncall.secret);
    const alert = z.strictObject({
      alert_uid: text(255),
      title: text(500),
      state: z.enum(['ok', 'alerting']),
      message: text(100_000),
      severity: z.enum(['WARNING', 'FAILURE', 'OKAY']),
    });
    const given = jsonOf(request, alert);
    if (given.state === 'ok') memory.open.delete(given.alert_uid);
    else memory.open.set(given.alert_uid, given.severity);
    showMarkdown(given.message, memory);
    return { status: 200, body: 'Ok.' };
  },
  refused: [
    ['state', 'resolved'],
    ['alert_uid', 7],
    ['title', ''],
  ],
};

/** @see https://icinga.com/docs/icinga-2/latest/doc/12-icinga2-api/#process-check-result */
export const icinga2: StandIn = {
  secret: 'icinga2-password',
  closes: true,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/v1/actions/process-check-result');
    demand(request.headers.authorization === basic('collectd-dma', icinga2.secret), 401, 'Unauthorized');
    demand(
      request.headers.accept === 'application/json',
      400,
      "Accept header is missing or not set to 'application/json'",
    );
    const result = z.strictObject({
      type: z.enum(['Service', 'Host']),
      // Any other name in it would be an expression of Icinga's language.
      filter: z.literal('host.name == dmaHost && service.name == dmaResource'),
      filter_vars: z.strictObject({ dmaHost: z.string(), dmaResource: z.string() }),
      exit_status: z.int().min(0).max(3),
      plugin_output: text(100_000),
      check_source: text(255),
    });
    const given = jsonOf(request, result);
    demand(given.filter_vars.dmaResource.startsWith('memory'), 404, 'No objects found.');
    const key = JSON.stringify(given.filter_vars);
    if (given.exit_status === 0) memory.open.delete(key);
    else memory.open.set(key, given.exit_status);
    showPlain(given.plugin_output, memory);
    return jsonAnswer(200, { results: [{ code: 200, status: 'Successfully processed check result' }] });
  },
  refused: [
    ['type', 'service'],
    ['filter', 'host.name == "web1"'],
    ['exit_status', '2'],
    ['exit_status', 4],
    ['plugin_output', undefined],
    ['filter_vars.dmaResource', 'unknown'],
  ],
};
