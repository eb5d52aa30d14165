import { html } from 'hono/html';
import { clean, type Page } from './page.ts';

/** Asks for the token. @param to the path of the page that was asked for */
export function loginPage(to: string, isWrong: boolean): Page {
  const body = html`<h1>Log in</h1>
    ${isWrong ? html`<p class="fault" role="alert">That is not the token.</p>` : ''}
    <form method="post" action="/login" class="form card">
      <input type="hidden" name="to" value="${to}" />
      <label>Token <input type="password" name="token" required autocomplete="current-password" /></label>
      <label
        >Your name, for silences and verdicts <input name="name" maxlength="100" autocomplete="username"
      /></label>
      <button>Log in</button>
    </form>`;
  return { title: 'Log in', body };
}

/** Says why there is no page. */
export function problemPage(status: number, message: string): Page {
  const titles: Readonly<Record<number, string>> = { 404: 'Not found', 503: 'Not now' };
  const title = titles[status] ?? 'That did not work';
  return {
    title,
    body: html`<h1>${title}</h1>
      <div id="problem" data-live><p class="fault">${clean(message)}</p></div>
      <p><a href="/">Overview</a></p>`,
    // What is away may come back.
    ...(status === 503 && { liveSeconds: 5 }),
  };
}
