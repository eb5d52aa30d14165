import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import type { JudgedEpisode } from '../../plugins/delivery/series-record.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import { backtest } from '../backtest/replay.ts';
import { chooseDetector, loadChosen } from '../backtest/chosen-detector.ts';
import { reportPage } from '../backtest/report-page.ts';
import { summarise } from '../backtest/summary.ts';
import { minimumOfSeries, readTargetPast } from '../backtest/target-past.ts';
import { askedSeries } from '../explain/asked-series.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ProgressStream } from '../report/progress-bar.ts';
import { seriesOfTarget } from '../series/configured-target.ts';
import { withRedis } from '../series/open-redis.ts';
import { horizonOfSeries } from '../series/series-horizon.ts';
import { episodeText } from './episode-text.ts';
import { withGiven } from './given-then.ts';
import { judgedEpisodeOf } from './history.ts';

/** The page shows this much before and after the alert: half an hour, or some horizons. */
const aroundSeconds = 1800;
const [horizonsBefore, horizonsAfter] = [3, 1];

/**
 * The page of one episode: the series around it, what `dma predict` really gave then, and what is known of the episode.
 *
 * @returns rejects with ConfigError, and with OutsideError when there is no such episode, it is not about a series of a
 *   target, or Redis no longer holds that time
 */
export async function episodeReport(
  file: string | undefined,
  id: string,
  streams: { readonly stderr: ProgressStream; readonly secrets: KnownSecrets },
): Promise<string> {
  const judged = judgedEpisodeOf(file, id);
  const { episode } = judged;
  if (episode.kind !== 'exhaustion')
    throw new OutsideError(`${episode.id}: is not about a series that dma predicts; see dma history show`);
  const config = loadConfig(file);
  return withRedis(config.redis, streams.secrets, async (reader) => {
    const now = epochSeconds();
    const found = askedSeries(
      [episode.host, episode.resource],
      config,
      new SeriesNames(await reader.names()),
    );
    const { target, config: configured, name, host } = found;
    const { seconds: horizonSeconds } = await horizonOfSeries(
      reader,
      { target, config: configured, name },
      episode.end,
    );
    const targetConfig = { ...configured, horizonSeconds };
    const from = episode.since - Math.max(aroundSeconds, horizonsBefore * horizonSeconds);
    const to = Math.min(now, episode.end + Math.max(aroundSeconds, horizonsAfter * horizonSeconds));
    const source = await readTargetPast({ target }, streams, reader, targetConfig, {
      identifiers: await seriesOfTarget(reader, target, targetConfig, { host, series: name }),
      from,
      to,
      limit: undefined,
      clock: now,
      detection: loadChosen(chooseDetector({ target }, targetConfig)),
      minimum: minimumOfSeries(config, targetConfig, name),
    });
    const { series, options, unit } = source;
    const replayed = [...backtest(series.samples, options)].filter(({ t }) => t >= from);
    const given = await withGiven(reader, found, replayed, options);
    const rows = given ?? replayed;
    return reportPage(summarise(series.name, rows, options), rows, unit, {
      title: `${episode.id}: ${episode.resource} of ${episode.host}`,
      preface: prefaceOf(judged, given !== undefined),
    });
  });
}

function prefaceOf(judged: JudgedEpisode, isGiven: boolean): string {
  const shown = isGiven
    ? 'The page shows what dma predict gave then.'
    : 'Redis holds no prediction of that time: the page shows what dma.yaml would give today.';
  return `${episodeText(judged)}\n${shown}`;
}
