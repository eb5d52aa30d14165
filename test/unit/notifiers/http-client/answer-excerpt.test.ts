import assert from 'node:assert/strict';
import { excerptOf } from '../../../../notifiers/http-client/answer-excerpt.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';

function excerpt(body: string, headers: Record<string, string> = {}, ...secrets: string[]): string {
  const known = new KnownSecrets();
  for (const secret of secrets) known.add(secret);
  return excerptOf(body, headers, known);
}

describe('the excerpt of an answer', () => {
  it('is JSON as it is, in one line', () => {
    assert.equal(excerpt('{\r\n  "error": "no <b> field"\n}\n'), '{ "error": "no <b> field" }');
  });

  it('is the text of HTML, without tags, comments, styles and scripts', () => {
    const page = `<!DOCTYPE html><html><head><title>400 t</title><style>b{}</style></head>
      <body><!-- <p>no</p> --><h1>Bad&nbsp;Request</h1><script>if (1<2) x()</script>
      <p>a &lt;b&gt; &#39;c&#x27; &unknown; &#1114112; &#x110000;</body></html>`;
    assert.equal(excerpt(page), "Bad Request a <b> 'c' &unknown; &#1114112; &#x110000;");
    assert.equal(excerpt('<p>one<br>two</p><p>three'), 'one two three');
    assert.equal(excerpt('a <b', { 'content-type': 'text/html' }), 'a');
    assert.equal(excerpt('x <b>y</b>', { 'content-type': 'text/html; charset=utf-8' }), 'x y');
    assert.equal(excerpt('<Error><Code>NoSuchKey</Code></Error>'), 'NoSuchKey');
  });

  it('has at most 200 printable characters', () => {
    assert.equal(excerpt('a\u0000\u001b[31mb\u202ec\u2028d\ud800e\u200bf'), 'a [31mb c d e f');
    assert.equal(excerpt('é'.repeat(200)), 'é'.repeat(200));
    assert.equal(excerpt('\u{1f4a5}'.repeat(101)), `${'\u{1f4a5}'.repeat(98)}...`);
  });

  it('has no secret, nor the beginning of one where it is cut', () => {
    const secret = 's3cr3t-t0ken';
    assert.equal(excerpt(`no ${secret} here`, {}, secret), 'no *** here');
    for (let before = 180; before < 200; before++)
      assert.doesNotMatch(excerpt(`${'x'.repeat(before)}${secret}`, {}, secret), /s3/);
    assert.equal(excerpt('<p>a &quot;b&amp;c&quot;', {}, '"b&c""b'.slice(0, 6)), 'a "b&c"');
    assert.equal(excerpt('<p>p&amp;ss&quot;word</p>', {}, 'p&ss"word'), '***');
    assert.equal(excerpt('<p>p<b>&amp;</b>ssword</p>'.replaceAll(/<\/?b>/g, ''), {}, 'p&ssword'), '***');
  });

  it('is empty for nothing, and for what is compressed', () => {
    assert.equal(excerpt(''), '');
    assert.equal(excerpt(' \r\n'), '');
    assert.equal(excerpt('\u001f\ufffdabc', { 'content-encoding': 'gzip' }), '');
    assert.equal(excerpt('abc', { 'content-encoding': 'identity' }), 'abc');
  });

  it('takes little time for a hostile page', () => {
    const begun = process.cpuUsage().user;
    for (const text of ['<script', '<!--', '<', '&#', '&amp', '<style>']) excerpt(text.repeat(150_000));
    assert.ok(process.cpuUsage().user - begun < 5e6);
  });
});
