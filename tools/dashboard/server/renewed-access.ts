import type { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import type { DashboardConfig } from '../../../plugins/config/dashboard-config.ts';
import { ConfigError } from '../../../plugins/process/config-error.ts';
import type { Logger } from '../../../plugins/process/logger.ts';
import { UsageError } from '../../process/command-error.ts';
import type { Login } from './login.ts';
import { readServerAccess, type ServerAccess } from './server-access.ts';
import type { RunningServer } from './server.ts';

export interface RenewedAccessParts {
  readonly login: Pick<Login, 'renew'>;
  readonly server: Pick<RunningServer, 'renew'>;
  readonly secrets: KnownSecrets;
  readonly logger: Logger;
  /** Reads the section `dashboard` anew. @throws ConfigError and UsageError */
  readonly load: () => DashboardConfig;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** Reads the token and the certificates anew while the server runs. What cannot be used is refused in one line. */
export class RenewedAccess {
  readonly #parts: RenewedAccessParts;
  #tls: ServerAccess['tls'];
  /** One after the other: the newest files count. */
  #reading: Promise<void> = Promise.resolve();

  /** @param tls the one that the server was started with */
  constructor(parts: RenewedAccessParts, tls: ServerAccess['tls']) {
    this.#parts = parts;
    this.#tls = tls;
  }

  /** Reads them; settles when they have been taken or refused, and rejects for bugs alone. */
  request(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { login, server, secrets, logger, load, now } = this.#parts;
    try {
      const { token, tls } = await readServerAccess(load(), secrets, now());
      login.renew(token);
      const isSameKind = kindOf(tls) === kindOf(this.#tls);
      if (isSameKind && tls) {
        server.renew(tls);
        this.#tls = tls;
      }
      const note = isSameKind ? '' : '; certificates where there were none, or none, at the next start only';
      logger.info(`the token and the certificates are read anew${note}`);
    } catch (error) {
      if (!(error instanceof ConfigError || error instanceof UsageError)) throw error;
      const problems = error.message.replaceAll('\n', '; ');
      logger.warn(`the token and the certificates are not read anew, and the ones before stay: ${problems}`);
    }
  }
}

/** A server asks for client certificates, or not, from its start on. */
function kindOf(tls: ServerAccess['tls']): string {
  return `${tls !== undefined} ${tls?.clientCa !== undefined}`;
}
