import { hostOf } from '../../plugins/collectd/identifier.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import { AbsenceFinder, type Absence } from '../../plugins/coverage/absence.ts';
import { coverageOf } from '../../plugins/coverage/coverage.ts';
import { livingAbsences } from '../../plugins/coverage/living-absences.ts';
import { groupByReason, type ReasonGroup } from '../../plugins/coverage/reason-group.ts';
import { forgottenSeconds } from '../../plugins/samples/silence-to-forget.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { firstOf } from './first-of.ts';
import type { SeenSeries, SightParts } from './sight.ts';

export interface AbsenceParts extends Pick<SightParts, 'names' | 'cached' | 'now' | 'isTimeUp'> {
  readonly reader: Pick<WriteRedisReader, 'newestEntry'>;
}

/**
 * Finds the living hosts that have no series of a target although they should, as `dma predict` judges it, and says why
 * in one text a reason. Hosts that are gone are not asked for.
 *
 * @param series of all targets
 * @returns by target; rejects with StoreError when Redis cannot be read
 */
export async function findAbsences(
  { targets }: Pick<Config, 'targets'>,
  series: readonly SeenSeries[],
  parts: AbsenceParts,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const absences = await absencesOf({ targets }, series, parts);
  const found = new Map<string, readonly string[]>();
  for (const [target, config] of Object.entries(targets)) {
    const its = series.filter((one) => one.target === target && one.state !== 'gone');
    const standings = its.map(({ identifier: { name, host } }) => ({ name, host }));
    const evidence = { target, config, series: standings, absences: absences.get(target) ?? [] };
    const { wanted } = coverageOf([evidence]);
    const explained = wanted.filter(({ host, reason }) => host !== undefined || reason.kind !== 'no-series');
    found.set(
      target,
      groupByReason(explained).map((group) => describe(config, group)),
    );
  }
  return found;
}

/** The same by target and host, as the coverage wants it. */
export async function absencesOf(
  { targets }: Pick<Config, 'targets'>,
  series: readonly Pick<SeenSeries, 'target' | 'identifier' | 'state'>[],
  parts: AbsenceParts,
): Promise<ReadonlyMap<string, readonly Absence[]>> {
  const { names, cached } = parts;
  const stateOf = new Map(series.map(({ identifier, state }) => [identifier.name, state]));
  const living = new Set([...(cached?.keys() ?? [])].map(hostOf));
  for (const { state, identifier } of series) if (state !== 'gone') living.add(identifier.host);
  const gone = new Set(series.map(({ identifier }) => identifier.host).filter((host) => !living.has(host)));
  const found = new Map<string, readonly Absence[]>();
  for (const [target, config] of Object.entries(targets)) {
    const its = series.filter((one) => one.target === target && one.state !== 'gone');
    const others = Object.entries(targets).flatMap(([other, options]) => (other === target ? [] : options));
    const absences = await livingAbsences({
      finder: new AbsenceFinder(config, others),
      names,
      served: new Set(its.map(({ identifier }) => identifier.host)),
      isAlive: async (name) => !gone.has(hostOf(name)) && isAlive(name, parts),
      isDead: (name) => stateOf.get(name) === 'gone',
    });
    found.set(target, absences);
  }
  return found;
}

async function isAlive(name: string, { reader, cached, now, isTimeUp }: AbsenceParts): Promise<boolean> {
  if (cached?.has(name)) return true;
  if (isTimeUp()) return false;
  try {
    const newest = await reader.newestEntry(name);
    return newest !== undefined && now - newest.time <= forgottenSeconds;
  } catch (error) {
    if (error instanceof SeriesError) return false;
    throw error;
  }
}

function describe({ series }: TargetConfig, { reason, places, isWhole }: ReasonGroup): string {
  const fault = isWhole ? `no series like ${series}` : `${firstOf(places, ', ')} is not predicted`;
  return `${fault}: ${reason.cause}; ${reason.cure}`;
}
