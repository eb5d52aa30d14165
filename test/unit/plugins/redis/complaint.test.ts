import assert from 'node:assert/strict';
import { ConnectionTimeoutError, ErrorReply, SocketClosedUnexpectedlyError } from 'redis';
import {
  ClosedAfterTlsError,
  complaintAboutConnection,
  describeReply,
  NoAnswerError,
  type RedisPlace,
} from '../../../../plugins/redis/complaint.ts';

const plain: RedisPlace = { url: 'redis://h' };
const tls: RedisPlace = { url: 'rediss://h' };
const clientCertificate = { certFile: '/c.pem', keyFile: '/c.key', passphraseFile: undefined };

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function opening(error: unknown, place: RedisPlace): string {
  const { message, detail } = complaintAboutConnection(error, place, true);
  return message + detail;
}

function reasonOf(error: unknown): string | undefined {
  return complaintAboutConnection(error, plain, true).reason;
}

describe('a complaint about Redis', () => {
  it('says what to do about TLS', () => {
    const alert = coded(
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      '80:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../a.c:1:SSL alert number 116\n',
    );
    const cases: readonly (readonly [Error, RedisPlace, string])[] = [
      [
        coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
        tls,
        'its certificate is not trusted (self-signed certificate): name a file with the CA that signed it in redis.caFile',
      ],
      [
        coded(
          'DEPTH_ZERO_SELF_SIGNED_CERT',
          'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
        ),
        tls,
        'its certificate is not trusted (self-signed certificate): name a file with the CA that signed it in redis.caFile',
      ],
      [
        coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
        { ...tls, caFile: '/ca' },
        'its certificate is not trusted by what is in /ca (unable to verify the first certificate): correct redis.caFile',
      ],
      [
        coded('ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames"),
        tls,
        "its certificate is for another name (Hostname/IP does not match certificate's altnames): name Redis in redis.url as the certificate does",
      ],
      [new Error('Unknown RESP type 72 "H"'), plain, 'the server there is not a Redis'],
      [
        coded('CERT_HAS_EXPIRED', 'certificate has expired'),
        tls,
        'its certificate has expired: Redis needs a new one',
      ],
      [
        coded('CERT_NOT_YET_VALID', 'certificate is not yet valid'),
        tls,
        'its certificate is not valid yet: is a clock wrong?',
      ],
      [
        coded(
          'ERR_SSL_WRONG_VERSION_NUMBER',
          '80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:a.c:1:\n',
        ),
        tls,
        'it does not speak TLS there (wrong version number): without, redis.url is redis://...',
      ],
      [
        coded(
          'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
          '80:error:0A00042E:SSL routines:f:tlsv1 alert protocol version:a.c:1:\n',
        ),
        tls,
        'the TLS handshake failed (tlsv1 alert protocol version)',
      ],
      [
        alert,
        tls,
        'it closes the connection after TLS: it may require a client certificate, see redis.clientCertificate (tlsv13 alert certificate required)',
      ],
      [
        new ClosedAfterTlsError('read ECONNRESET'),
        { ...tls, clientCertificate },
        'it closes the connection after TLS: it may not trust the client certificate /c.pem, see redis.clientCertificate (read ECONNRESET)',
      ],
      [
        new ConnectionTimeoutError(),
        tls,
        'it does not answer; does it speak TLS there? Without, redis.url is redis://...',
      ],
      [
        coded('ECONNRESET', 'read ECONNRESET'),
        tls,
        'it closes connections before it answers; does it speak TLS there?',
      ],
      [
        coded('ECONNRESET', 'read ECONNRESET'),
        plain,
        'it closes connections before it answers; if it speaks TLS there, redis.url is rediss://...',
      ],
      [
        new SocketClosedUnexpectedlyError(),
        plain,
        'it closes connections before it answers; if it speaks TLS there, redis.url is rediss://...',
      ],
    ];
    for (const [error, place, text] of cases) assert.equal(opening(error, place), `cannot be used: ${text}`);
  });

  it('is no news when Redis is gone in another way', () => {
    const messages = [
      complaintAboutConnection(new SocketClosedUnexpectedlyError(), plain, false),
      complaintAboutConnection(coded('ECONNRESET', 'read ECONNRESET'), plain, false),
      complaintAboutConnection(coded('ECONNREFUSED', 'connect ECONNREFUSED'), plain, true),
      complaintAboutConnection(coded('ENOTFOUND', 'getaddrinfo ENOTFOUND h'), plain, true),
    ].map(({ message }) => message);
    assert.deepEqual(new Set(messages), new Set(['cannot be used']));
    const silent = [false, true].map((isOpening) =>
      complaintAboutConnection(new NoAnswerError(), tls, isOpening),
    );
    assert.equal(silent[0]!.message, silent[1]!.message);
  });

  it('has a reason without the cure, of bounded length, whatever Redis quotes', () => {
    assert.equal(reasonOf(new ErrorReply('LOADING wait')), 'it is still loading its data (LOADING)');
    assert.equal(
      reasonOf(new ErrorReply('DENIED no')),
      'it accepts connections from its own machine only (DENIED, protected mode)',
    );
    assert.equal(reasonOf(new ErrorReply(`ODD \u001b${'x'.repeat(200)}`)), `ODD ?${'x'.repeat(95)}`);
    assert.equal(reasonOf('closed'), 'closed');
    assert.equal(reasonOf(coded('ECONNREFUSED', 'connect ECONNREFUSED')), undefined);
  });

  it('names what Node leaves without a message', () => {
    const several = Object.assign(new AggregateError([coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:1')]), {
      code: 'ECONNREFUSED',
    });
    assert.match(
      opening(several, plain),
      /^cannot be used: connect ECONNREFUSED ::1:1; nothing listens there: /,
    );
    assert.match(
      opening(coded('EHOSTUNREACH', ''), plain),
      /^cannot be used: EHOSTUNREACH; is that machine up/,
    );
  });

  it('says what to do about what Redis refuses', () => {
    const cases: readonly (readonly [reply: string, place: RedisPlace, text: RegExp])[] = [
      ['NOAUTH Authentication required.', plain, /password \(NOAUTH\).*redis\.passwordFile$/],
      ['WRONGPASS invalid', { ...plain, passwordFile: '/p' }, /in \/p for user default \(WRONGPASS\)/],
      [
        'WRONGPASS invalid',
        { ...plain, username: 'dma' },
        /refuses user dma without a password \(WRONGPASS\)/,
      ],
      [
        'NOPERM no zrange',
        { ...plain, username: 'dma', prefix: 'c/' },
        /user dma to read \(NOPERM no zrange\).*~c\/\*/,
      ],
      [
        'MOVED 3999 10.0.0.1:6381',
        plain,
        /^it is part of a cluster \(MOVED\): name its servers in redis\.cluster/,
      ],
      ['ASK 3999 10.0.0.1:6381', plain, /^it is part of a cluster \(ASK\)/],
      ['CLUSTERDOWN The cluster is down', plain, /^it is part of a cluster \(CLUSTERDOWN\)/],
      ['BUSY Redis is busy running a script.', plain, /^it is busy with a script \(BUSY\): /],
      [
        'LOADING Redis is loading the dataset in memory',
        plain,
        /^it is still loading its data \(LOADING\): wait/,
      ],
      [
        'MASTERDOWN Link with MASTER is down',
        plain,
        /replica without its primary.*\(MASTERDOWN\): restore the link/,
      ],
      ['DENIED Redis is running in protected mode', plain, /own machine only \(DENIED, protected mode\)/],
      ['ERR AUTH <password> called without any password configured for', plain, /remove redis\.passwordFile/],
      ['ERR max number of clients reached', plain, /no more clients/],
      ['ERR DB index is out of range', plain, /no such database: correct redis\.url$/],
      [
        "ERR unknown command 'SELECT', with args beginning with: '2' ",
        plain,
        /the command SELECT; redis\.url .* no Sentinel$/,
      ],
      ['ERR unknown command `SSCAN`, with args', plain, /the command SSCAN; /],
      ['ERR value is not an integer or out of range', plain, /as Redis 6\.2 and newer can \(ERR value/],
      ['UNBLOCKED client', plain, /^UNBLOCKED client$/],
    ];
    for (const [reply, place, text] of cases) {
      assert.match(describeReply(new ErrorReply(reply), place), text);
      assert.match(opening(new ErrorReply(reply), place), /^cannot be used: /);
    }
  });
});
