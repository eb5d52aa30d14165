import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Login, loginSeconds } from '../../../../tools/dashboard/server/login.ts';

const token = 'a-token-of-the-test';
let now = 1000;

function request(
  authorization?: string,
  certificate?: { authorized: boolean; CN?: string | string[] },
): IncomingMessage {
  const { authorized, CN } = certificate ?? {};
  const socket = { authorized, getPeerCertificate: () => ({ subject: { CN } }) };
  return { headers: { authorization }, socket } as unknown as IncomingMessage;
}

function holder(login: Login, authorized: boolean, CN?: string | string[]): string | undefined {
  return login.personOf(request(undefined, { authorized, ...(CN && { CN }) }), undefined)?.by;
}

describe('the login of the dashboard', function () {
  const login = new Login(token, () => now);

  beforeEach(function () {
    now = 1000;
  });

  it('knows the token of a program, and no other', function () {
    assert.deepEqual(login.personOf(request(`Bearer ${token}`), undefined), { by: undefined });
    for (const wrong of [undefined, '', 'Bearer', `Bearer ${token}x`, `Basic ${token}`, token])
      assert.equal(login.personOf(request(wrong), undefined), undefined, wrong);
  });

  it('takes another token, and knows neither the one before nor its cookies', function () {
    const renewed = new Login(token, () => now);
    const cookie = renewed.cookieFor('Ada');
    renewed.renew('another-token-of-it');
    assert.deepEqual(renewed.personOf(request('Bearer another-token-of-it'), undefined), { by: undefined });
    assert.equal(renewed.personOf(request(`Bearer ${token}`), undefined), undefined);
    assert.equal(renewed.personOf(request(), cookie), undefined);
    renewed.renew(undefined);
    assert.equal(renewed.hasToken, false);
    assert.equal(renewed.personOf(request('Bearer another-token-of-it'), undefined), undefined);
  });

  it('knows its own cookie with the name until it is old, and no forged one', function () {
    const cookie = login.cookieFor(' Ada Ü. ');
    assert.deepEqual(login.personOf(request(), cookie), { by: 'Ada Ü.' });
    const [end, name, signature] = cookie.split('.') as [string, string, string];
    const forged = [
      `${Number(end) + 1}.${name}.${signature}`,
      `${end}.${name}A.${signature}`,
      `${end}.${name}.`,
      'x',
      '',
    ];
    for (const text of forged) assert.equal(login.personOf(request(), text), undefined, text);
    now += loginSeconds;
    assert.equal(login.personOf(request(), cookie), undefined);
  });

  it('takes no cookie of another token, nor any without a token', function () {
    const cookie = login.cookieFor('Ada');
    assert.equal(new Login('another-token-here', () => now).personOf(request(), cookie), undefined);
    const without = new Login(undefined, () => now);
    assert.equal(without.personOf(request('Bearer '), without.cookieFor('Ada')), undefined);
    assert.equal(without.isToken(''), false);
  });

  it('knows the holder of a client certificate that the authority has signed', function () {
    assert.equal(holder(login, true, 'ada'), 'ada');
    assert.equal(holder(login, true, ['ada', 'bob']), 'ada');
    assert.equal(holder(login, true), 'dashboard');
    assert.equal(holder(login, false, 'ada'), undefined);
  });
});
