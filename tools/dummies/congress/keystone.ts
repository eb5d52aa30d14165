import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Answer, type ReceivedRequest, htmlAnswer, jsonAnswer, parseJson } from '../loopback-server.ts';

/** An application credential that the dummy knows. */
export interface ApplicationCredential {
  readonly id: string;
  readonly secret: string;
  /** Epoch seconds; its tokens expire then at the latest. (Default: never) */
  readonly expires?: number;
}

/** Who may log in, and what they then see. */
export interface KeystoneAccount {
  readonly user: string;
  readonly password: string;
  readonly projectName: string;
  readonly userDomainName: string;
  readonly projectDomainName: string;
  readonly applicationCredential: ApplicationCredential | undefined;
  /** True when the user has the admin role, without which Congress answers 403. */
  readonly isAdmin: boolean;
  readonly tokenSeconds: number;
  readonly region: string;
}

/** By name, or by id: that of the domain that every Keystone begins with is `default`, and the dummy knows no other. */
const domain = z.union([
  z.object({ name: z.string() }),
  z.object({ id: z.literal('default') }).transform(() => ({ name: 'Default' })),
]);
const login = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()).length(1),
      password: z.object({ user: z.object({ name: z.string(), password: z.string(), domain }) }).optional(),
      application_credential: z.object({ id: z.string(), secret: z.string() }).optional(),
    }),
    scope: z.object({ project: z.object({ name: z.string(), domain }) }).optional(),
  }),
});
type Login = z.output<typeof login>['auth'];

/**
 * Keystone v3 as far as logging in goes: one user, at most one application credential, a catalog with Congress and
 * Nova.
 */
export class KeystoneDummy {
  readonly #account: KeystoneAccount;
  readonly #now: () => number;
  readonly #tokens = new Map<string, { readonly expires: number; readonly isAdmin: boolean }>();

  /** @param now the present time in epoch seconds. */
  constructor(account: KeystoneAccount, now: () => number) {
    this.#account = account;
    this.#now = now;
  }

  /** The role of a token. */
  roleOf(token: string | undefined): 'none' | 'member' | 'admin' {
    const known = this.#tokens.get(token ?? '');
    if (!known || known.expires <= this.#now()) return 'none';
    return known.isAdmin ? 'admin' : 'member';
  }

  /** Makes all tokens invalid, as a restart with new keys does. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** @param dummyUrl goes into the catalog. */
  answer({ method, url, body }: ReceivedRequest, dummyUrl: string): Answer {
    // The web server's own answer, because Keystone v2.0 is gone.
    if (url.startsWith('/v2.0')) return htmlAnswer(404, 'Not Found');
    if (/^\/v3\/?$/.test(url)) return jsonAnswer(200, { version: { id: 'v3.14', status: 'stable' } });
    if (url !== '/v3/auth/tokens') return errorAnswer(404, 'Not Found', `Could not find: ${url}`);
    if (method !== 'POST') return errorAnswer(405, 'Method Not Allowed', 'Only POST is part of this dummy.');
    const parsed = login.safeParse(parseJson(body));
    if (!parsed.success)
      return errorAnswer(400, 'Bad Request', 'Expecting to find valid JSON in request body.');
    return this.#logIn(parsed.data.auth, dummyUrl);
  }

  #logIn(request: Login, dummyUrl: string): Answer {
    const [identity, scope] = [request.identity, request.scope];
    const method = identity.methods[0];
    if (method === 'password' && identity.password) {
      const isScoped = scope !== undefined;
      if (!this.#isUser(identity.password.user) || (isScoped && !this.#isProject(scope.project)))
        return unauthorized;
      return this.#grant(isScoped, undefined, dummyUrl);
    }
    if (method === 'application_credential' && identity.application_credential) {
      const { applicationCredential: known } = this.#account;
      const { id, secret } = identity.application_credential;
      if (id !== known?.id)
        return errorAnswer(404, 'Not Found', `Could not find Application Credential: ${id}.`);
      const isExpired = known.expires !== undefined && known.expires <= this.#now();
      // The credential has its own scope: a second one is refused.
      if (secret !== known.secret || scope !== undefined || isExpired) return unauthorized;
      return this.#grant(true, known.expires, dummyUrl);
    }
    return unauthorized;
  }

  #isUser(user: { name: string; password: string; domain: { name: string } }): boolean {
    const { user: name, password, userDomainName } = this.#account;
    return user.name === name && user.password === password && user.domain.name === userDomainName;
  }

  #isProject(project: { name: string; domain: { name: string } }): boolean {
    const { projectName, projectDomainName } = this.#account;
    return project.name === projectName && project.domain.name === projectDomainName;
  }

  /** A token without a scope comes without a catalog and has no role. */
  #grant(isScoped: boolean, latest: number | undefined, dummyUrl: string): Answer {
    const id = `dummy-${randomUUID()}`;
    const expires = Math.floor(Math.min(this.#now() + this.#account.tokenSeconds, latest ?? Infinity));
    this.#tokens.set(id, { expires, isAdmin: isScoped && this.#account.isAdmin });
    const iso = new Date(expires * 1000).toISOString();
    const token = {
      // Without `Z`, though in UTC all the same, for an application credential that expires.
      expires_at: latest === undefined ? iso.replace('.000Z', '.000000Z') : iso.replace('.000Z', ''),
      user: { name: this.#account.user },
      ...(isScoped && { catalog: this.#catalog(dummyUrl) }),
    };
    return jsonAnswer(201, { token }, { 'x-subject-token': id });
  }

  #catalog(dummyUrl: string): unknown {
    const endpoints = (url: string) =>
      ['public', 'internal', 'admin'].map((name) => ({ interface: name, region: this.#account.region, url }));
    return [
      { type: 'identity', name: 'keystone', endpoints: [] },
      // With the trailing slash that many catalogs have.
      { type: 'policy', name: 'congress', endpoints: endpoints(`${dummyUrl}/`) },
      { type: 'compute', name: 'nova', endpoints: endpoints(`${dummyUrl}/v2.1`) },
    ];
  }
}

function errorAnswer(code: number, title: string, message: string): Answer {
  return jsonAnswer(code, { error: { code, message, title } });
}

/** The same for a wrong password, an unknown user, a wrong project and a wrong secret. */
const unauthorized = errorAnswer(401, 'Unauthorized', 'The request you have made requires authentication.');
