import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts Debian's Chromium, or the program that CHROMIUM names. It asks nobody else. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-gpu',
    ],
  });
}

/** A page of a browser that remembers its faults. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts and of the console, and requests to other servers. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** Opens an empty page. @param url of the only server that may be asked */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on(
    'console',
    (message) => message.type() === 'error' && faults.push(`${page.url()}: ${message.text()}`),
  );
  page.on('request', (asked) => asked.url().startsWith(url) || faults.push(`asked ${asked.url()}`));
  return { page, faults, close: () => context.close() };
}

/** The serious faults that axe finds on the page that is open. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // The policy of the page forbids a script element, and not what the protocol of the browser evaluates.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Violation {
      readonly impact: string;
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`);
  });
}

/** Pixels by which the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
