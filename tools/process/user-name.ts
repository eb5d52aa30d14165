import { userInfo } from 'node:os';

/** The name of the person at the shell: behind sudo the one who called it, else the user of this process. */
export function userName(): string {
  const { SUDO_USER: caller } = process.env;
  if (caller !== undefined && caller !== '') return caller;
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
