import { z } from 'zod';
import {
  classifyStatus,
  failure,
  heldFailure,
  type Failure,
  type HttpAnswer,
} from '../http-client/http-outcome.ts';
import { sendToService } from '../openstack/keystone-request.ts';
import type { KeystoneSession } from '../openstack/keystone.ts';

/** Access to Nova. */
export interface NovaAccess {
  readonly session: KeystoneSession;
  /** The URL of Nova. (Default: the `compute` service of Keystone's catalog) */
  readonly endpoint?: string | undefined;
  /** The time for one request. */
  readonly timeoutSeconds: number;
}

/** A thousand servers with all their details. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** Sends requests to Nova in the microversion that we need, after checking once that Nova supports it. */
export class NovaClient {
  readonly #access: NovaAccess;
  #isNegotiated = false;

  constructor(access: NovaAccess) {
    this.#access = access;
  }

  /**
   * Sends one request; only 2xx is an answer. Never rejects.
   *
   * @param path behind the URL of Nova, such as `/os-services`
   */
  async request(
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    json: unknown,
    signal: AbortSignal,
  ): Promise<HttpAnswer | Failure> {
    const unable = await this.#negotiate(signal);
    return unable ?? this.#send(method, (endpoint) => `${versionedUrl(endpoint)}${path}`, json, signal);
  }

  /** Checks once that Nova supports the microversion. */
  async #negotiate(signal: AbortSignal): Promise<Failure | undefined> {
    if (this.#isNegotiated) return undefined;
    const answer = await this.#send('GET', versionDocumentUrl, undefined, signal);
    if (answer.kind === 'failed') return answer;
    const highest = parseHighestMicroversion(answer.body);
    if (highest === undefined)
      return failure('bad-answer', true, `${answer.label}: no description of its version: is this Nova?`);
    this.#isNegotiated = isNewEnough(highest);
    if (this.#isNegotiated) return undefined;
    const spoken = /^\d+\.\d+$/.test(highest) ? `microversions up to ${highest} only` : 'no microversions';
    return heldFailure(
      'rejected',
      `${answer.label}: Nova speaks ${spoken}; ${neededMicroversion} is needed`,
      'upgrade Nova to Pike (2017) or newer, or correct endpoint',
    );
  }

  async #send(
    method: 'GET' | 'PUT' | 'POST',
    url: (endpoint: string) => string,
    json: unknown,
    signal: AbortSignal,
  ): Promise<HttpAnswer | Failure> {
    const { session, endpoint, timeoutSeconds } = this.#access;
    const headers = { 'openstack-api-version': `compute ${neededMicroversion}` };
    const request = { method, type: 'compute', endpoint, url, headers, json, timeoutSeconds, maxAnswerBytes };
    const answer = await sendToService(session, request, signal);
    if (answer.kind === 'failed') return answer;
    const delivery = classifyStatus(answer);
    return delivery.outcome === 'delivered' ? answer : { kind: 'failed', delivery };
  }
}

/**
 * The first microversion that identifies a service by UUID and updates it by `PUT /os-services/{uuid}` (Pike, 2017).
 */
export const neededMicroversion = '2.53';

const versionDocument = z.object({ version: z.object({ version: z.string() }) });

/**
 * The URL of Nova with its version: as in the catalog (`.../v2.1`, formerly followed by the id of the project), or with
 * `/v2.1` appended.
 */
export function versionedUrl(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  return /\/v2(\.\d+)?(\/|$)/.test(new URL(endpoint).pathname) ? endpoint : `${endpoint}/v2.1`;
}

/** The URL of Nova's version document, which has no id of a project. */
export function versionDocumentUrl(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  const { origin, pathname } = new URL(versionedUrl(endpoint));
  return `${origin}${pathname.replace(/(\/v2(?:\.\d+)?)(\/.*)?$/, '$1/')}`;
}

/**
 * Parses the highest microversion that Nova supports, such as `2.95`; empty when it supports none; undefined when this
 * is not Nova.
 */
export function parseHighestMicroversion(body: string): string | undefined {
  try {
    return versionDocument.parse(JSON.parse(body)).version.version;
  } catch {
    return undefined;
  }
}

/** True for the needed microversion and newer ones. */
export function isNewEnough(microversion: string): boolean {
  const [major = 0, minor = 0] = microversion.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = neededMicroversion.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
