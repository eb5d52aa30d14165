/** The first descriptor that systemd passes. */
const firstDescriptor = 3;

/**
 * Finds the listening sockets that systemd has opened for this process (sd_listen_fds).
 *
 * @param environment with LISTEN_PID and LISTEN_FDS
 * @param pid of this process; sockets for another one are not ours
 * @returns their descriptors; none when nothing was passed
 */
export function activatedSockets(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly number[] {
  const { LISTEN_PID: target, LISTEN_FDS: count = '' } = environment;
  if (target !== String(pid) || !/^[1-9]\d?$/.test(count)) return [];
  return Array.from({ length: Number(count) }, (_, index) => firstDescriptor + index);
}
