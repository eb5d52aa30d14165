import { basename } from 'node:path';
import { formatIdentifier, type Identifier } from '../../plugins/collectd/identifier.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { FoundSeries } from '../../plugins/series/series-start.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import { type CollectdConf, placeOf } from '../collectd-conf/collectd-conf.ts';
import { wayThroughChains } from '../collectd-conf/filter-chain.ts';
import { type Bounds, findBounds } from '../collectd-conf/threshold.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import { givenBack } from './given-back.ts';

export interface ThresholdParts {
  readonly conf: CollectdConf | undefined;
  /** The series that are predicted. */
  readonly series: readonly FoundSeries[];
  /** collectd's name of this machine, for targets without a series. */
  readonly host: string;
}

/** Series of a target whose thresholds are looked for, at most: they may differ from host to host. */
const maxSeries = 200;
/** The largest risk. A bound that is not below it is never crossed. */
const maxRiskPercent = 100;

/** Says whether alerts can come: a threshold is on something of each target, and can be crossed. */
export function checkThresholds({ targets }: Config, parts: ThresholdParts): Finding[] {
  const subject = 'thresholds';
  const { conf } = parts;
  if (conf === undefined)
    return [
      {
        subject,
        ok: true,
        kind: 'note',
        text: "cannot be judged without collectd's configuration",
      },
    ];
  const problems: string[] = [];
  const fine = new Map<string, string[]>();
  let starved: Finding | undefined;
  for (const [target, config] of Object.entries(targets)) {
    const series = parts.series.filter((one) => one.target === target).slice(0, maxSeries);
    const examples = series.length > 0 ? series : [exampleOf(target, config, parts.host)];
    const bare: string[] = [];
    let found: Threshold | undefined;
    for (const one of examples) {
      const threshold = findThreshold(one, conf);
      if (threshold === undefined) bare.push(formatIdentifier(givenBack(one).risk));
      found ??= threshold;
    }
    if (found) starved ??= checkChains(conf, found.identifier);
    if (bare.length > 0) problems.push(`of target ${target}, there is none for ${firstOf(bare, ', ')}`);
    else if (isNeverCrossed(found!))
      problems.push(
        `of target ${target}, ${describe(found!)} is never crossed: ${basename(formatIdentifier(found!.identifier))} is ${maxRiskPercent} at most`,
      );
    else fine.set(describe(found!), [...(fine.get(describe(found!)) ?? []), target]);
  }
  const why = !conf.loads('threshold') ? `${conf.path} does not load the threshold plugin` : undefined;
  const cure = 'copy what stands under "When to notify" in dma.conf, and restart collectd';
  if (problems.length > 0 && conf.unreadable.length > 0)
    return [
      {
        subject,
        ok: true,
        kind: 'note',
        text: `cannot be judged: there is none in what can be read of collectd's configuration`,
      },
    ];
  const finding: Finding =
    problems.length > 0
      ? {
          subject,
          ok: false,
          text: `no alert can come: ${firstOf(why ? [why, ...problems] : problems)}; ${cure}`,
        }
      : {
          subject,
          ok: true,
          text: `are on ${[...fine].map(([on, names]) => `${on} of ${names.join(', ')}`).join('; ')}`,
        };
  return starved ? [finding, starved] : [finding];
}

interface Threshold {
  readonly identifier: Identifier;
  readonly bounds: Bounds;
}

function findThreshold(series: FoundExample, conf: CollectdConf): Threshold | undefined {
  for (const identifier of givenBack(series).all) {
    const bounds = findBounds(conf, identifier);
    if (bounds) return { identifier, bounds };
  }
  return undefined;
}

type FoundExample = Parameters<typeof givenBack>[0];

/** Stands for a series of a target that has none yet. */
function exampleOf(target: string, config: FoundExample['config'], host: string): FoundExample {
  const captures = new IdentifierPattern(config.series).hasCaptures ? ['example'] : [];
  return { target, config, identifier: { host }, captures };
}

function isNeverCrossed({ identifier, bounds }: Threshold): boolean {
  const { type, typeInstance } = identifier;
  const isBounded =
    (type === 'percent' && typeInstance === 'risk') || (type === 'gauge' && typeInstance === 'anomaly');
  if (!isBounded) return false;
  const { warningMax = maxRiskPercent, failureMax = maxRiskPercent, warningMin, failureMin } = bounds;
  return (
    Math.min(warningMax, failureMax) >= maxRiskPercent && warningMin === undefined && failureMin === undefined
  );
}

/** `percent-risk above 49.5 and 99.5` */
function describe({ identifier, bounds }: Threshold): string {
  const { warningMin, warningMax, failureMin, failureMax } = bounds;
  const [above, below] = [joined(warningMax, failureMax), joined(warningMin, failureMin)];
  const name = basename(formatIdentifier(identifier));
  return [name, ...(above ? [`above ${above}`] : []), ...(below ? [`below ${below}`] : [])].join(' ');
}

function joined(...numbers: readonly (number | undefined)[]): string {
  return numbers.filter((number) => number !== undefined).join(' and ');
}

/** Says when a filter chain keeps the values away from the threshold plugin. */
function checkChains(conf: CollectdConf, identifier: Identifier): Finding | undefined {
  const { reaches, obstacle } = wayThroughChains(conf, identifier, 'threshold');
  if (reaches !== 'no' || obstacle === undefined) return undefined;
  const place = placeOf(obstacle);
  const isWrite = obstacle.values[0]?.toLowerCase() === 'write';
  const text = isWrite
    ? `no alert can come: the write target of ${place} names its plugins, and threshold is not among them; add \`Plugin "threshold"\` there, and restart collectd`
    : `no alert can come: ${place} keeps ${formatIdentifier(identifier)} from the threshold plugin; let it pass, and be written by \`Target "write"\`, and restart collectd`;
  return { subject: 'filter chain', ok: false, text };
}
