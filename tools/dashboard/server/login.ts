import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** The person or program behind a request, when it has shown a token or a client certificate. */
export interface Person {
  /** The name that is kept with a silence or a verdict; undefined for a program, which may give one. */
  readonly by: string | undefined;
}

/** The name of the cookie of a browser that has logged in. */
export const loginCookie = 'dma-login';
/** The time after which a browser has to log in again. */
export const loginSeconds = 12 * 3600;
const maxNameCharacters = 100;
/** The name of programs that give none. */
const nameless = 'dashboard';

/** Knows who may log in: by the token, by a cookie that was given for it, or by a client certificate. */
export class Login {
  #token: string | undefined;
  #key: Buffer;
  readonly #now: () => number;

  /** @param token undefined where nobody can log in by one @param now epoch seconds */
  constructor(token: string | undefined, now: () => number) {
    this.#token = token;
    this.#key = keyOf(token);
    this.#now = now;
  }

  /** Takes another token. Whoever has logged in by the one before has to do so again. */
  renew(token: string | undefined): void {
    this.#token = token;
    this.#key = keyOf(token);
  }

  /** True where a person can log in by a token. */
  get hasToken(): boolean {
    return this.#token !== undefined;
  }

  /** True for the token, in a time that does not depend on how much of it is right. */
  isToken(text: string): boolean {
    return this.#token !== undefined && timingSafeEqual(digest(text), digest(this.#token));
  }

  /** Finds out who asks; undefined for anybody. */
  personOf(request: IncomingMessage, cookie: string | undefined): Person | undefined {
    return (
      certified(request) ?? this.#bearer(request) ?? (cookie === undefined ? undefined : this.#cookie(cookie))
    );
  }

  /** The cookie of a person who has shown the token: `<end>.<name>.<signature>`. */
  cookieFor(name: string): string {
    const end = Math.floor(this.#now()) + loginSeconds;
    const shown = Buffer.from(personalName(name)).toString('base64url');
    return `${end}.${shown}.${this.#sign(`${end}.${shown}`)}`;
  }

  #bearer({ headers: { authorization } }: IncomingMessage): Person | undefined {
    const [, token] = /^bearer +(.+)$/i.exec(authorization ?? '') ?? [];
    return token !== undefined && this.isToken(token) ? { by: undefined } : undefined;
  }

  #cookie(cookie: string): Person | undefined {
    const [end = '', shown = '', signature = ''] = cookie.split('.');
    if (this.#token === undefined || !(Number(end) > this.#now())) return undefined;
    if (!timingSafeEqual(digest(signature), digest(this.#sign(`${end}.${shown}`)))) return undefined;
    return { by: Buffer.from(shown, 'base64url').toString() };
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

/** A name that a person gave, fit to be kept. */
export function personalName(name: string): string {
  return name.trim().slice(0, maxNameCharacters) || nameless;
}

/** The holder of a client certificate that the authority has signed. */
function certified({ socket }: IncomingMessage): Person | undefined {
  const { authorized } = socket as Partial<TLSSocket>;
  if (authorized !== true) return undefined;
  const { CN } = (socket as TLSSocket).getPeerCertificate().subject ?? {};
  return { by: personalName([CN].flat()[0] ?? '') };
}

/** The key that cookies are signed with. */
function keyOf(token: string | undefined): Buffer {
  return createHash('sha256')
    .update(`dma dashboard\n${token ?? ''}`)
    .digest();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
