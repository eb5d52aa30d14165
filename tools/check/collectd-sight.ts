import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { countOf } from '../../notifiers/count-of.ts';
import { CollectdConf, placeOf } from '../collectd-conf/collectd-conf.ts';
import type { ConfItem } from '../collectd-conf/conf-text.ts';
import type { RunningCollectd, RunningPrograms } from '../collectd-conf/running-collectd.ts';
import type { Finding } from './finding.ts';

/** The collectd of this machine: its configuration, and its process. */
export interface CollectdSight {
  /** Undefined when it cannot be read. */
  readonly conf: CollectdConf | undefined;
  /** Undefined when it does not run, or cannot be seen. */
  readonly process: RunningCollectd | undefined;
  readonly running: RunningPrograms;
}

/** Where distributions have collectd's configuration; the first one is Debian's. */
const usualFiles = ['/etc/collectd/collectd.conf', '/etc/collectd.conf', '/opt/collectd/etc/collectd.conf'];

/**
 * Chooses the collectd that dma works with: the one with the given configuration, else the running one with our socket,
 * else the one with the usual configuration.
 *
 * @param given the path of collectd.conf
 * @param socket of collectd, from dma.yaml; undefined where it is not used
 */
export function chooseCollectd(
  given: string | undefined,
  socket: string | undefined,
  running: RunningPrograms,
): CollectdSight {
  const usual = usualFiles.find((file) => existsSync(file)) ?? usualFiles[0]!;
  const fileOf = ({ confFile }: RunningCollectd): string => resolve(confFile ?? usual);
  const ofFile = (file: string): CollectdSight => {
    const conf = new CollectdConf(file);
    const process = running.collectds.find((one) => fileOf(one) === resolve(file));
    return { conf: conf.isReadable ? conf : undefined, process, running };
  };
  if (given !== undefined) return ofFile(given);
  for (const process of running.collectds) {
    const conf = new CollectdConf(fileOf(process));
    if (socket !== undefined && conf.socket === socket) return { conf, process, running };
  }
  return ofFile(usual);
}

/**
 * Says which configuration of collectd was read, and what could not be.
 *
 * @param given see {@link chooseCollectd}
 * @param now epoch seconds
 */
export function checkConf({ conf, process }: CollectdSight, given: string | undefined, now: number): Finding {
  const subject = "collectd's configuration";
  if (conf === undefined) {
    if (given !== undefined)
      return {
        subject,
        ok: false,
        text: `${given} cannot be read; correct --collectd-conf, or run dma check as root`,
      };
    const text = `${usualFiles[0]} is not there, or cannot be read: programs, thresholds and filter chains are not judged; name the file with --collectd-conf, or run dma check as root`;
    return { subject, ok: true, kind: 'note', text };
  }
  const count = conf.files.length - 1;
  const files = count === 0 ? conf.path : `${conf.path} and ${countOf(count, 'more file')}`;
  const [first, ...more] = conf.unreadable;
  if (first === undefined) {
    const twins = twinNodes(conf);
    if (twins !== undefined) return { subject, ok: false, text: twins };
    const newer = process && conf.files.find((file) => isNewer(file, now - process.startedSeconds));
    if (newer === undefined) return { subject, ok: true, text: `${files} can be read` };
    const text = `${newer} is newer than the running collectd, which does not know it yet: restart collectd`;
    return { subject, ok: true, kind: 'note', text };
  }
  const rest = more.length > 0 ? `, and ${more.length} more` : '';
  const text = `${first.path} cannot be read (${first.code})${rest}; what stands there is not judged: run dma check as root to see all`;
  return { subject, ok: true, kind: 'note', text };
}

/** Finds two blocks `<Node>` of write_redis with one name, of which collectd keeps the last. Undefined without. */
function twinNodes(conf: CollectdConf): string | undefined {
  const known = new Map<string | undefined, ConfItem>();
  for (const node of conf.plugin('write_redis').filter(({ key }) => key === 'node')) {
    const [name] = node.values;
    const first = known.get(name);
    if (first !== undefined)
      return `two nodes of write_redis are named "${name}", at ${placeOf(first)} and ${placeOf(node)}: collectd writes to the last one alone; give yours another name, and restart collectd`;
    known.set(name, node);
  }
  return undefined;
}

/** @param time epoch seconds */
function isNewer(file: string, time: number): boolean {
  const status = statSync(file, { throwIfNoEntry: false });
  // The start is known to a hundredth of a second, and the clock may have been set.
  return status !== undefined && status.mtimeMs / 1000 > time + 1;
}
