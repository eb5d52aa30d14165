import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A socket of a process that others can reach. */
export interface ListeningSocket {
  /** tcp, tcp6, udp, udp6 or unix. */
  readonly kind: string;
  /** The address and port in hexadecimal, as the kernel prints them; the path of a unix socket. */
  readonly address: string;
}

/** The states in /proc/net of a TCP socket that listens, and of a UDP socket that is bound and not connected. */
const reachable: Readonly<Record<string, string>> = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' };
/** The flag of a unix socket that listens (SO_ACCEPTCON). */
const accepts = 0x10000;

/** Lists the sockets on which a process listens. */
export function listeningSockets(pid: number): ListeningSocket[] {
  const inodes = inodesOf(pid);
  const internet = Object.entries(reachable).flatMap(([kind, state]) =>
    rows(pid, kind)
      .filter((fields) => fields[3] === state && inodes.has(fields[9]!))
      .map((fields) => ({ kind, address: fields[1]! })),
  );
  const unix = rows(pid, 'unix')
    .filter((fields) => (Number.parseInt(fields[3]!, 16) & accepts) !== 0 && inodes.has(fields[6]!))
    .map((fields) => ({ kind: 'unix', address: fields[7] ?? '' }));
  return [...internet, ...unix];
}

/** True when a process has a TCP connection over IPv4. */
export function isConnected(pid: number): boolean {
  const inodes = inodesOf(pid);
  return rows(pid, 'tcp').some((fields) => fields[3] === '01' && inodes.has(fields[9]!));
}

function inodesOf(pid: number): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).map((name) => {
    try {
      return readlinkSync(`${folder}/${name}`);
    } catch {
      // Closed in the meantime.
      return '';
    }
  });
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

function rows(pid: number, kind: string): string[][] {
  const lines = readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => line.trim().split(/\s+/));
}
