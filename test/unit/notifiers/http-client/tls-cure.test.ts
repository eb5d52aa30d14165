import assert from 'node:assert/strict';
import { findTlsCure } from '../../../../notifiers/http-client/tls-cure.ts';

const names = { ca: '--ca-file', certificate: '--cert-file', key: '--key-file' };

describe('the cure of a request that failed for TLS', () => {
  const tls = { url: 'https://a/', hasCa: false, names };
  for (const [title, [message, code], request, cure] of [
    [
      'names the option where nobody vouches for the certificate',
      ['unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      tls,
      'name a file with the CA that signed its certificate in --ca-file',
    ],
    [
      'doubts the certificates to trust that it was given',
      ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      { ...tls, hasCa: true },
      'what is in --ca-file did not sign its certificate: name the CA that did',
    ],
    [
      'asks for the name of the certificate',
      ['does not match', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      tls,
      'name the server in the URL as its certificate does',
    ],
    [
      'is of the server where its certificate has expired',
      ['certificate has expired', 'CERT_HAS_EXPIRED'],
      tls,
      'the server needs a new certificate',
    ],
    ['asks for the clock', ['not yet valid', 'CERT_NOT_YET_VALID'], tls, 'is a clock wrong?'],
    [
      'names a certificate to show',
      ['alert certificate required', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
      tls,
      'it asks for a client certificate: name one in --cert-file, and its key in --key-file',
    ],
    [
      'is none where no certificate can be shown',
      ['alert certificate required', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
      { ...tls, names: { ca: 'caFile', certificate: '', key: '' } },
      undefined,
    ],
    [
      'is http where no TLS is spoken',
      ['write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:a.c:354:', 'EPROTO'],
      tls,
      'does it speak TLS there? Without, the URL begins with http://',
    ],
    [
      'is https where a server hangs up on http',
      ['socket hang up', 'ECONNRESET'],
      { ...tls, url: 'http://a/' },
      'if it speaks TLS there, the URL begins with https://',
    ],
    ['is none for what TLS did not cause', ['connect ECONNREFUSED', 'ECONNREFUSED'], tls, undefined],
    [
      'is none for a server that goes',
      ['read ECONNRESET', 'ECONNRESET'],
      { ...tls, url: 'http://a/' },
      undefined,
    ],
  ] as const)
    it(title, () => {
      const error = Object.assign(new Error(message), { code });
      assert.equal(findTlsCure(error, request), cure);
    });
});
