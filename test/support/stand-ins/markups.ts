import { demand, type ServiceMemory } from './stand-in.ts';

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

function decoded(text: string): string {
  return text.replaceAll(/&([^;&]*);/g, (whole, name: string) => entities[name] ?? whole);
}

/** Slack's mrkdwn, in which `<!channel>` pages everybody. */
export function showMrkdwn(text: string, memory: ServiceMemory): void {
  if (/[<>]|&(?!(?:lt|gt|amp);)/.test(text)) memory.live.push(text);
  memory.shown.push(decoded(text));
}

/** CommonMark with mentions. Stars of the template itself stand around the severity. */
export function showMarkdown(given: string, memory: ServiceMemory): void {
  const text = given.replaceAll(/\*\*(WARNING|FAILURE|OKAY)\*\*/g, '$1');
  const unescaped = text.replaceAll(/\\[!-/:-@[-`{-~]/g, '');
  if (/[*_`[\]<>~|#]/.test(unescaped) || /@[a-z]/i.test(unescaped)) memory.live.push(given);
  memory.shown.push(text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1').replaceAll('\u200b', ''));
}

/** HTML of a few tags; anything else is refused as a whole, as Telegram does. */
export function showHtml(text: string, tags: readonly string[], memory: ServiceMemory): void {
  const open: string[] = [];
  for (const [, close, name, attributes] of text.matchAll(/<(\/?)([^\s<>]*)([^<>]*)>/g)) {
    demand(tags.includes(name!), 400, `can't parse entities: unsupported start tag "${name}"`);
    demand(/^(?: [a-z-]+="[^"<>]*")*$/.test(attributes!), 400, "can't parse entities: attributes");
    if (close === '') open.push(name!);
    else demand(open.pop() === name, 400, "can't parse entities: unmatched end tag");
  }
  demand(open.length === 0, 400, "can't parse entities: can't find end tag");
  const bare = text.replaceAll(/<\/?[a-z]+(?: [a-z-]+="[^"<>]*")*>/g, '');
  demand(!/[<>]/.test(bare), 400, "can't parse entities: stray bracket");
  demand(!/&(?!(?:lt|gt|amp|quot|#\d+);)/.test(bare), 400, "can't parse entities: entity");
  memory.shown.push(decoded(bare));
}

/** Zulip's Markdown, which has no escape; a code block is shown as it is. */
export function showZulip(text: string, memory: ServiceMemory): void {
  const [, before, code, after] = /^(.*)\n~~~~ text\n(.*?)\n~~~~\s*$(.*)/ms.exec(text) ?? [];
  demand(code !== undefined, 400, 'no code block');
  if (/[@#]/.test(before! + after!) || code.includes('\n')) memory.live.push(text);
  memory.shown.push(code);
}

/** Text that no markup is looked for in. */
export function showPlain(text: string, memory: ServiceMemory): void {
  memory.shown.push(text);
}
