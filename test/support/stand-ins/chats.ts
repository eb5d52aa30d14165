import { z } from 'zod';
import { jsonAnswer } from '../../../tools/dummies/loopback-server.ts';
import { showHtml, showMarkdown, showMrkdwn, showPlain, showZulip } from './markups.ts';
import { basic, demand, demandAuthorization, demandTarget, jsonOf, text, type StandIn } from './stand-in.ts';

const hexColor = z.string().regex(/^#[0-9a-f]{6}$/i);

/** @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack: StandIn = {
  secret: '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', slack.secret);
    const attachment = z.strictObject({
      color: z.union([hexColor, z.enum(['good', 'warning', 'danger'])]),
      fallback: text(3000),
      text: text(3000),
      footer: text(300),
      ts: z.int(),
    });
    const message = z.strictObject({ text: text(40_000), attachments: z.array(attachment).max(100) });
    const given = jsonOf(request, message);
    showMrkdwn(given.text, memory);
    for (const { text: shown } of given.attachments) showMrkdwn(shown, memory);
    return { status: 200, body: 'ok' };
  },
  refused: [
    ['text', undefined],
    ['text', 7],
    ['attachments.0.text', 'x'.repeat(3001)],
    ['attachments.0.ts', '1'],
    ['attachments.0.color', 'reddish'],
  ],
};

const textRun = z.strictObject({
  type: z.literal('TextRun'),
  text: text(28_000),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
  isSubtle: z.boolean().optional(),
});
const richText = z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(textRun).min(1) });
const container = z.strictObject({
  type: z.literal('Container'),
  style: z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']),
  bleed: z.boolean(),
  items: z.array(richText).min(1),
});
const adaptiveCard = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.0', '1.1', '1.2', '1.3', '1.4', '1.5']),
  msteams: z.strictObject({ width: z.literal('Full') }),
  body: z.array(z.discriminatedUnion('type', [container, richText])).min(1),
});

/** @see https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
export const teams: StandIn = {
  secret: '/workflows/0123/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sig=abc',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', teams.secret);
    demand(Buffer.byteLength(request.body) <= 28 * 1024, 413, 'a message has at most 28 KB');
    const attachment = z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: adaptiveCard,
    });
    const message = z.strictObject({
      type: z.literal('message'),
      attachments: z.array(attachment).length(1),
    });
    for (const element of jsonOf(request, message).attachments[0]!.content.body)
      for (const { inlines } of element.type === 'Container' ? element.items : [element])
        for (const run of inlines) showPlain(run.text, memory);
    return { status: 202 };
  },
  refused: [
    ['type', 'MessageCard'],
    ['attachments.0.contentType', 'application/json'],
    ['attachments.0.content.body.0.style', 'red'],
    ['attachments.0.content.body.1.inlines.0.text', ''],
    ['attachments.0.content.body.1.inlines.0.text', 'x'.repeat(29_000)],
  ],
};

/** @see https://developers.mattermost.com/integrate/webhooks/incoming/ */
export const mattermost: StandIn = {
  secret: '/hooks/xxxxgeneratedkeyxxxx',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', mattermost.secret);
    const attachment = z.strictObject({
      color: hexColor,
      fallback: text(16_383),
      text: text(16_383),
      footer: text(300),
    });
    const message = z.strictObject({ text: text(16_383), attachments: z.array(attachment) });
    const given = jsonOf(request, message);
    showMarkdown(given.text, memory);
    for (const one of given.attachments) {
      showMarkdown(one.text, memory);
      showMarkdown(one.fallback, memory);
    }
    return { status: 200, body: 'ok' };
  },
  refused: [
    ['text', undefined],
    ['text', 'x'.repeat(16_384)],
    ['attachments.0.color', 'red'],
  ],
};

/** @see https://docs.discord.com/developers/resources/webhook#execute-webhook */
export const discord: StandIn = {
  secret: '/api/webhooks/123456789012345678/abc-def_ghi',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', discord.secret);
    const embed = z.strictObject({
      title: text(256),
      description: text(4096),
      color: z.int().min(0).max(0xffffff),
      timestamp: z.iso.datetime(),
      footer: z.strictObject({ text: text(2048) }),
    });
    const message = z.strictObject({
      username: text(80).refine((name) => !/discord/i.test(name)),
      allowed_mentions: z.strictObject({ parse: z.array(z.enum(['roles', 'users', 'everyone'])) }),
      embeds: z.array(embed).min(1).max(10),
    });
    const { embeds, allowed_mentions: mentions } = jsonOf(request, message);
    const total = embeds
      .flatMap(({ title, description, footer }) => [title, description, footer.text])
      .reduce((sum, part) => sum + part.length, 0);
    demand(total <= 6000, 400, 'embeds have at most 6000 characters');
    if (mentions.parse.length > 0) memory.live.push('mentions are allowed');
    for (const one of embeds) {
      showMarkdown(one.title, memory);
      showMarkdown(one.description, memory);
    }
    return { status: 204 };
  },
  refused: [
    ['embeds.0.title', 'x'.repeat(257)],
    ['embeds.0.description', 'x'.repeat(4097)],
    ['embeds.0.color', '#ff0000'],
    ['embeds.0.timestamp', 'today'],
    ['embeds', []],
  ],
};

/** @see https://core.telegram.org/bots/api#sendmessage */
export const telegram: StandIn = {
  secret: '123456789:AAabcdefghijklmnopqrstuvwxyz_-12345',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', `/bot${telegram.secret}/sendMessage`);
    const message = z.strictObject({
      chat_id: z.union([z.int(), text(100)]),
      parse_mode: z.enum(['HTML', 'MarkdownV2']),
      text: z.string().min(1),
      disable_notification: z.boolean(),
      link_preview_options: z.strictObject({ is_disabled: z.boolean() }),
    });
    const given = jsonOf(request, message);
    demand(given.parse_mode === 'HTML', 400, "can't parse entities: no MarkdownV2");
    showHtml(given.text, ['b', 'i', 'u', 's', 'code', 'pre', 'a'], memory);
    demand(memory.shown.at(-1)!.length <= 4096, 400, 'message is too long');
    return jsonAnswer(200, { ok: true, result: {} });
  },
  refused: [
    ['chat_id', undefined],
    ['parse_mode', 'Markdown V2'],
    ['text', '<b>open'],
    ['text', 'a < b'],
    ['text', 'x'.repeat(4097)],
    ['disable_notification', 'no'],
  ],
};

/** @see https://zulip.com/api/send-message */
export const zulip: StandIn = {
  secret: 'abcdefghijklmnopqrstuvwxyzABCDEF',
  closes: false,
  receive: (request, memory) => {
    demandTarget(request, 'POST', '/api/v1/messages');
    demandAuthorization(request, basic('dma-bot@ORGANIZATION.zulipchat.com', zulip.secret));
    const type = request.headers['content-type'];
    demand(type === 'application/x-www-form-urlencoded', 400, 'Missing "type" argument');
    const form = z.strictObject({
      type: z.enum(['stream', 'channel']),
      to: text(60),
      topic: text(60).regex(/^\P{C}*$/u, 'Invalid character in topic'),
      content: text(10_000),
    });
    const { data, error } = form.safeParse(Object.fromEntries(new URLSearchParams(request.body)));
    demand(error === undefined, 400, `BAD_REQUEST ${error?.message}`);
    showZulip(data.content, memory);
    return jsonAnswer(200, { result: 'success', msg: '', id: 42 });
  },
  refused: [
    ['to', undefined],
    ['topic', 'x'.repeat(61)],
    ['topic', 'a\nb'],
    ['type', 'room'],
    ['content', ''],
  ],
};

/** @see https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid */
export const matrix: StandIn = {
  secret: 'syt_ZG1h_abcdefghijklmnopqrst_1a2B3c',
  closes: false,
  receive: (request, memory) => {
    demandTarget(
      request,
      'PUT',
      /^\/_matrix\/client\/v3\/rooms\/!ROOM:example\.org\/send\/m\.room\.message\/[^/?]+$/,
    );
    demandAuthorization(request, `Bearer ${matrix.secret}`);
    demand(Buffer.byteLength(request.body) <= 65_536, 413, 'M_TOO_LARGE');
    const message = z.strictObject({
      msgtype: z.literal('m.text'),
      body: text(60_000),
      format: z.literal('org.matrix.custom.html'),
      formatted_body: text(60_000),
      'm.mentions': z.strictObject({
        user_ids: z.array(z.string()).optional(),
        room: z.boolean().optional(),
      }),
    });
    const given = jsonOf(request, message);
    if (Object.keys(given['m.mentions']).length > 0) memory.live.push('mentions are meant');
    showHtml(given.formatted_body, ['font', 'b'], memory);
    showPlain(given.body, memory);
    return jsonAnswer(200, { event_id: '$event' });
  },
  refused: [
    ['msgtype', undefined],
    ['body', 7],
    ['format', 'html'],
    ['formatted_body', '</b>'],
    ['body', 'x'.repeat(66_000)],
  ],
};
