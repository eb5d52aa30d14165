import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { pastHorizons, thinner } from '../../plugins/samples/past-loader.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import { chooseDetector, loadChosen } from '../backtest/chosen-detector.ts';
import { minimumOfSeries, readTargetPast } from '../backtest/target-past.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import type { ProgressStream } from '../report/progress-bar.ts';
import { seriesOfTarget } from '../series/configured-target.ts';
import { withRedis } from '../series/open-redis.ts';
import { horizonOfSeries } from '../series/series-horizon.ts';
import { parseTime } from '../series/time-range.ts';
import { describeWriters } from '../series/writers-remark.ts';
import { askedSeries } from './asked-series.ts';
import { changesAhead } from './changes.ts';
import { explainedState } from './explained-state.ts';
import { explainAnomaly } from './explain-anomaly.ts';
import { explanationJson } from './explanation-json.ts';
import { explanationText } from './explanation-text.ts';
import { givenRisk } from './given-risk.ts';
import { relatedAt } from './related-at.ts';
import { newestOfSeries } from './silent-series.ts';

export interface ExplainOptions {
  /** dma.yaml; undefined for the default one. */
  readonly config: string | undefined;
  /** The name of a series, or parts of its host, name and resource; at least one. */
  readonly words: readonly string[];
  /** As a person gives it; undefined for now. */
  readonly at: string | undefined;
  readonly json: boolean;
}

/** The newest sample has to be this new, in horizons. */
const newestHorizons = 5;

/**
 * Replays the past of one series from Redis through the code of `dma predict`, and tells the part of each rule in its
 * risk, and what would change it.
 *
 * @returns the output; rejects with ConfigError, UsageError and OutsideError
 */
export async function explain(
  { config: file, words, at: asked, json }: ExplainOptions,
  streams: { readonly stderr: ProgressStream; readonly secrets: KnownSecrets },
): Promise<string> {
  const now = epochSeconds();
  const at = asked === undefined ? now : parseTime(asked, '--at', now);
  if (at > now) throw new UsageError(`--at: expected a time before now, not "${asked}"`);
  const config = loadConfig(file);
  return withRedis(config.redis, streams.secrets, async (reader) => {
    const names = new SeriesNames(await reader.names());
    const found = askedSeries(words, config, names);
    if (found.config.ensemble)
      return explainAnomaly(reader, found, { at, now, json, names, typesDb: config.typesDb }, streams.stderr);
    const { target, config: configured, name, host, resource, riskName } = found;
    const horizon = await horizonOfSeries(reader, { target, config: configured, name }, at);
    const targetConfig = { ...configured, horizonSeconds: horizon.seconds };
    const detection = loadChosen(chooseDetector({ target }, targetConfig));
    const identifiers = await seriesOfTarget(reader, target, targetConfig, { host, series: name });
    const newest = await newestOfSeries(reader, identifiers, riskName, at);
    // What is silent is explained by its last sample, however old.
    const until = newest.silent ? newest.time! : at;
    const source = await readTargetPast({ target }, streams, reader, targetConfig, {
      identifiers,
      from: until - newestHorizons * targetConfig.horizonSeconds,
      to: until,
      limit: undefined,
      clock: now,
      detection,
      minimum: minimumOfSeries(config, targetConfig, name),
    });
    const { options } = source;
    const from = until - pastHorizons * options.horizonSeconds;
    const thin = thinner(options.horizonSeconds, until);
    const past = thin(source.series.samples.filter(({ time }) => time >= from));
    const state = explainedState(past, options);
    if (!state) throw new OutsideError(`${name}: Redis holds no usable sample of it`);
    const explanation = {
      host,
      resource,
      target,
      series: identifiers,
      // Amounts are told, also where shares of a capacity that moves are judged.
      unit: unitOf(parseIdentifier(name)),
      at,
      silent: newest.silent,
      state,
      given: await givenRisk(reader, riskName, state.prediction.time, options.horizonSeconds),
      horizonSeconds: options.horizonSeconds,
      limitSide: targetConfig.limitSide,
      limit: state.prediction.limit,
      hasDetector: options.detector !== undefined,
      changes: changesAhead(past, options, state),
      related: await relatedAt(reader, names, config, { identifiers, past, ...options }),
      remarks: [
        ...(horizon.remark ? [horizon.remark] : []),
        ...source.series.remarks,
        ...describeWriters(source.series),
      ],
    };
    return json ? explanationJson(explanation) : explanationText(explanation);
  });
}
