import assert from 'node:assert/strict';
import {
  exampleAlert,
  exampleRows,
  exampleSnapshot,
  exampleSpoolSight,
  watchedMemory,
} from '../../../support/example-outlook.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { dashboardToken, fakeDashboard } from '../../../support/dashboard-app.ts';

const hostile = `<img src=x onerror="alert(1)">'&"<b>`;

async function logIn(
  ask: ReturnType<typeof fakeDashboard>['ask'],
  name: string,
): Promise<{ cookie: string }> {
  const answer = await ask('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: dashboardToken, name, to: '/' }).toString(),
  });
  assert.equal(answer.status, 303);
  return { cookie: answer.headers.get('set-cookie')!.split(';')[0]! };
}

describe('the pages of the dashboard', function () {
  it('show names as text, whatever is in them', async function () {
    const spool = exampleSpoolSight({ alerts: [exampleAlert()] });
    const rows = exampleRows([watchedMemory(hostile, { riskPercent: 80 })], spool);
    const { ask } = fakeDashboard('', { snapshot: exampleSnapshot({ rows, spool }) });
    const text = await (await ask(`/?q=${encodeURIComponent('<img')}`)).text();
    assert.ok(text.includes('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'), 'the host');
    assert.ok(text.includes('value="&lt;img"'), 'the filter');
    assert.doesNotMatch(text, /<img/);
  });

  it('have no style or script of their own, which the policy would refuse', async function () {
    const { ask } = fakeDashboard();
    for (const path of ['/', '/login', '/nothing', '/coverage']) {
      const text = await (await ask(path)).text();
      assert.doesNotMatch(text, /<style|<script(?! defer src="\/assets\/)| style="| on[a-z]+="/, path);
    }
  });

  it('link to the runbook and the graph of an alert, and run no script by them', async function () {
    const links = { runbook: 'https://wiki.example.org/?a=1&b="2"', graph: 'javascript:alert(1)' };
    const spool = exampleSpoolSight({ alerts: [exampleAlert({ event: exampleEvent({ links }) })] });
    const { ask } = fakeDashboard('', { snapshot: exampleSnapshot({ spool }) });
    const text = await (await ask('/')).text();
    assert.ok(text.includes('href="https://wiki.example.org/?a=1&amp;b=&quot;2&quot;"'));
    assert.doesNotMatch(text, /javascript:/);
  });

  it('are not shared by persons: each sees the own name, and a stranger no form', async function () {
    const { ask } = fakeDashboard();
    const [ada, bob] = [await logIn(ask, 'Ada'), await logIn(ask, 'Bob')];
    const seen = async (headers: Record<string, string>): Promise<string> =>
      (await ask('/', { headers })).text();
    for (const [text, own, other] of [
      [await seen(ada), 'Ada', 'Bob'],
      [await seen(bob), 'Bob', 'Ada'],
    ] as const)
      assert.ok(text.includes(`<span>${own}</span>`) && !text.includes(other), own);
    const stranger = await seen({});
    assert.ok(stranger.includes('Log in') && !/Ada|Bob|Log out/.test(stranger));
  });

  it('of a list without entries, or beyond its end, say so', async function () {
    const { ask } = fakeDashboard('', { snapshot: exampleSnapshot({ rows: [] }) });
    assert.match(await (await ask('/')).text(), /There is no series yet/);
    for (const page of ['0', '-1', '1e9', 'x', '99']) assert.equal((await ask(`/?page=${page}`)).status, 200);
  });

  it('say that they are not there to a person, and to a program in JSON', async function () {
    const { ask } = fakeDashboard();
    const page = await ask('/nothing');
    assert.match(page.headers.get('content-type')!, /html/);
    assert.match((await ask('/api/v1/nothing')).headers.get('content-type')!, /json/);
    assert.equal((await ask('/assets/%2e%2e%2fpackage.json')).status, 404);
    assert.equal((await ask('/assets/constructor')).status, 404);
  });

  it('keep their files for ever under an address that changes with the content', async function () {
    const { ask } = fakeDashboard();
    const [, path] = /href="(\/assets\/dashboard\.css\?v=[0-9a-f]{12})"/.exec(await (await ask('/')).text())!;
    const file = await ask(path!);
    assert.match(file.headers.get('cache-control')!, /immutable/);
    assert.match(file.headers.get('content-type')!, /^text\/css/);
  });
});
