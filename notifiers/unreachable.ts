/** The words for what cannot be reached. */
export interface Unreachable {
  /** The program that should answer, such as `Redis`. */
  readonly program: string;
  /** The option that has its address, such as `redis.url`. */
  readonly option: string;
}

/** Codes with the cure of another one. */
const alike: Readonly<Record<string, string>> = {
  ENETUNREACH: 'EHOSTUNREACH',
  EHOSTDOWN: 'EHOSTUNREACH',
  ENETDOWN: 'EHOSTUNREACH',
  ETIMEDOUT: 'EHOSTUNREACH',
  EPIPE: 'ECONNRESET',
  ECONNABORTED: 'ECONNRESET',
};

/**
 * Finds the cure for an error of the system while a server is connected to; undefined for any other error.
 *
 * @param code such as `ECONNREFUSED`
 */
export function cureOfUnreachable(code: string, { program, option }: Unreachable): string | undefined {
  switch (alike[code] ?? code) {
    case 'ECONNREFUSED':
      return `nothing listens there: start ${program}, or correct ${option}`;
    case 'ENOTFOUND':
      return `correct the name in ${option}, or in DNS`;
    case 'EAI_AGAIN':
      return 'does the name server answer?';
    case 'EHOSTUNREACH':
      return 'is that machine up, and is there a route to it past the firewalls?';
    case 'ECONNRESET':
      return `${program} closed the connection, or was stopped: see its log`;
    case 'EADDRNOTAVAIL':
      return 'this machine has no free port left for it';
    case 'EMFILE':
      return 'raise the limit of open files: LimitNOFILE= of the service, or ulimit -n';
    case 'ENFILE':
      return 'raise fs.file-max by sysctl';
    default:
      return undefined;
  }
}
