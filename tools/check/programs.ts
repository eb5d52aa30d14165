import { countOf } from '../../notifiers/count-of.ts';
import type { CollectdConf, ExecProgram } from '../collectd-conf/collectd-conf.ts';
import { placeOf } from '../collectd-conf/collectd-conf.ts';
import type { RunningProgram } from '../collectd-conf/running-collectd.ts';
import { findExecUser, findProgram, obstacleOf } from '../collectd-conf/user-access.ts';
import type { CollectdSight } from './collectd-sight.ts';
import type { Finding } from './finding.ts';

/** The PATH of a service of systemd, and of most others. */
const servicePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** collectd starts a program that is missing at each interval, so it should run after this time. */
const maxStartSeconds = 20;

/** A program of ours that collectd or systemd has to run. */
type Role = 'predict' | 'deliver';

/**
 * Says whether collectd can start `dma predict` and `dma deliver`, and does; or whether systemd does.
 *
 * @param areThere names the ones of which something else shows that they run
 */
export function checkPrograms(sight: CollectdSight, areThere: ReadonlySet<Role>): Finding[] {
  const { conf } = sight;
  if (conf === undefined) return [];
  return (['predict', 'deliver'] as const).map((role) => ({
    subject: `program dma ${role}`,
    ...checkRole(role, conf, sight, areThere.has(role)),
  }));
}

/** False for programs of two different dma.yaml, which may both run. */
function mayShareConfig(one: RunningProgram, other: RunningProgram): boolean {
  return one.config === undefined || other.config === undefined || one.config === other.config;
}

function checkRole(
  role: Role,
  conf: CollectdConf,
  { process, running }: CollectdSight,
  isThere: boolean,
): Omit<Finding, 'subject'> {
  const isRole = ({ args }: RunningProgram): boolean =>
    args.includes(role) && args.some((arg) => /(^|\/)dma(\.js)?$/.test(arg));
  const services = running.services.filter(isRole);
  const execs = conf.programs.filter(({ kind, args }) => kind === 'exec' && args.includes(role));
  const children = process?.programs.filter(isRole) ?? [];
  const [[service], [exec], [child]] = [services, execs, children];
  if (child && services.some((one) => mayShareConfig(one, child))) {
    const cure = `put a comment sign before it, or: systemctl disable --now dma-${role}`;
    return {
      ok: false,
      text: `runs twice, as a service and by ${exec ? placeOf(exec.item) : 'collectd'}; ${cure}`,
    };
  }
  const count = Math.max(copiesOf(children), copiesOf(services));
  if (count > 1) {
    const lines = execs.length > 1 ? `, by ${execs.map(({ item }) => placeOf(item)).join(' and ')}` : '';
    return { ok: false, text: `runs ${countOf(count, 'time')}${lines}: leave one, and restart collectd` };
  }
  if (child) return { ok: true, text: `runs, started by collectd${exec ? ` as ${exec.user}` : ''}` };
  if (service) return { ok: true, text: 'runs as a service' };
  if (exec === undefined) {
    if (isThere) return { ok: true, text: 'runs, and collectd does not start it' };
    if (conf.unreadable.length > 0)
      return { ok: true, kind: 'note', text: `is started by no line that can be read, nor by systemd` };
    const cure = `add \`Exec "collectd-dma" "dma" "${role}"\` to <Plugin exec>, as dma.conf has it, or: systemctl enable --now dma-${role}`;
    return {
      ok: false,
      text: `nothing starts it: ${conf.path} has no Exec line of it, and no service runs it; ${cure}`,
    };
  }
  const obstacle = obstacleOfStart(exec, conf, process?.path, process);
  if (obstacle !== undefined) return { ok: false, text: `cannot be started: ${obstacle}` };
  if (isThere) return { ok: true, text: 'runs' };
  if (process === undefined)
    return {
      ok: true,
      kind: 'note',
      text: `is not seen to run, as collectd is not; could be started as ${exec.user}`,
    };
  const { startedSeconds } = process;
  if (startedSeconds < maxStartSeconds)
    return {
      ok: true,
      kind: 'wait',
      text: `does not run yet; collectd started ${Math.round(startedSeconds)} s ago`,
    };
  return {
    ok: false,
    text: `does not run, though ${placeOf(exec.item)} starts it: it ends at once. collectd's log says why; so does: sudo -u ${userOf(exec)} dma ${role}`,
  };
}

/** The number of programs with equal arguments and dma.yaml, at most. */
function copiesOf(programs: readonly RunningProgram[]): number {
  const lines = programs.map(({ args, config = '' }) => [config, ...args].join('\0'));
  return Math.max(0, ...lines.map((line) => lines.filter((other) => other === line).length));
}

/** Says whether collectd can hand its notifications over. */
export function checkNotificationExec({ conf, process }: CollectdSight, spool: string): Finding | undefined {
  if (conf === undefined) return undefined;
  const subject = 'program dma-enqueue';
  const ours = conf.programs.find(
    ({ kind, program }) => kind === 'notificationexec' && /(^|\/)dma-enqueue$/.test(program),
  );
  if (ours === undefined) {
    if (conf.unreadable.length > 0)
      return {
        subject,
        ok: true,
        kind: 'note',
        text: 'no line that can be read starts it: are there notifications?',
      };
    const cure = `add \`NotificationExec "collectd-dma" "dma-enqueue"\` to <Plugin exec>, as dma.conf has it`;
    return {
      subject,
      ok: false,
      text: `no notification leaves collectd: ${conf.path} has no NotificationExec of it; ${cure}`,
    };
  }
  const obstacle = obstacleOfStart(ours, conf, process?.path, process);
  if (process && process.path === undefined && obstacle === notInPath(ours, undefined))
    return {
      subject,
      ok: true,
      kind: 'note',
      text: `is not in ${servicePath}, and only root may read the PATH of collectd: run dma check as root, or with --test`,
    };
  if (obstacle !== undefined) return { subject, ok: false, text: `cannot be started: ${obstacle}` };
  const [other] = ours.args;
  if (other !== undefined && other !== spool)
    return {
      subject,
      ok: false,
      text: `writes to ${other} (${placeOf(ours.item)}), and dma deliver reads ${spool}: set spool in dma.yaml, or correct that line`,
    };
  return { subject, ok: true, text: `can be started as ${ours.user}` };
}

/** The users that collectd starts our programs as, each with the group behind its colon. */
export function execUsers({ conf }: CollectdSight): readonly string[] {
  const ours = (conf?.programs ?? []).filter(({ program }) => /(^|\/)dma(-enqueue)?$/.test(program));
  return [...new Set(ours.map(({ user }) => user))];
}

function userOf({ user }: ExecProgram): string {
  return user.split(':')[0]!;
}

/** @param path collectd's PATH; undefined where it is not known */
function notInPath({ program, item }: ExecProgram, path: string | undefined): string {
  const [what, searched] =
    path === undefined ? ['the usual PATH of services', servicePath] : ["collectd's PATH", path];
  return `there is no ${program} in ${what}, ${searched}; install it there, or write its whole path in ${placeOf(item)}`;
}

/** The reason why the exec plugin cannot start a program, and the cure. */
function obstacleOfStart(
  exec: ExecProgram,
  conf: CollectdConf,
  path: string | undefined,
  process: CollectdSight['process'],
): string | undefined {
  const place = placeOf(exec.item);
  if (!conf.loads('exec')) return `${conf.path} does not load the exec plugin; add \`LoadPlugin exec\``;
  const name = userOf(exec);
  const user = findExecUser(exec.user);
  if (user === undefined)
    return `there is no user ${name} (${place}); create it as docs/install.md says in step 2`;
  if (user.uid === 0) return `collectd runs no program as root (${place}); name another user`;
  if (process && process.uid !== user.uid && !process.mayChangeUser)
    return `collectd may not become ${name}: it lacks CAP_SETUID or CAP_SETGID; add both to CapabilityBoundingSet of its unit (systemctl edit collectd)`;
  const file = findProgram(exec.program, path ?? servicePath);
  if (file === undefined)
    return exec.program.includes('/')
      ? `there is no ${exec.program} (${place}); install it there, or correct that line`
      : notInPath(exec, path);
  const obstacle = obstacleOf(user, file, ['execute']);
  return obstacle === undefined ? undefined : `${name} ${obstacle}; change its mode, or install it elsewhere`;
}
