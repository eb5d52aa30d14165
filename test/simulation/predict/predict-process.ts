import assert from 'node:assert/strict';
import type { Writable } from 'node:stream';
import { formatIdentifier } from '../../../plugins/collectd/identifier.ts';
import type { SelfSubject } from '../../../plugins/collectd/self-subject.ts';
import type { Notification } from '../../../plugins/collectd/notification.ts';
import type { Output } from '../../../plugins/collectd/output.ts';
import type { ValueList } from '../../../plugins/collectd/text-protocol.ts';
import type { Config } from '../../../plugins/config/config.ts';
import { runPredictionLoop } from '../../../plugins/prediction/prediction-loop.ts';
import type { Predictor } from '../../../plugins/prediction/predictor.ts';
import type { TargetSeries } from '../../../plugins/series/target-series.ts';
import type { StoredHostsMemory } from '../../../plugins/samples/stored-hosts.ts';
import type { FallbackReader } from '../../../plugins/samples/fallback-reader.ts';
import { composePredict } from './composed-predict.ts';
import { capacities, isNeverNegativeType, limits, targetOfOutput } from './simulated-config.ts';
import type { SimulatedCollectd } from './simulated-collectd.ts';
import type { SimulatedRedis } from './simulated-redis.ts';
import type { SimulatedTime } from './simulated-time.ts';
import { WatchedReader } from './watched-reader.ts';

export interface ProcessParts {
  readonly time: SimulatedTime;
  readonly redis: SimulatedRedis;
  readonly collectd: SimulatedCollectd;
  readonly config: Config;
  readonly stdout: Writable;
  readonly memory: StoredHostsMemory;
}

/**
 * The longest silence that there may be before it is told: half as much again as the longest one that ended, or three
 * times the distance of the only two samples of a host that came, went and came again.
 */
const maxStaleSeconds = 240;
/** The interval of a series is known from its fourth sample on; before, a clock that is set may be one of the gaps. */
const minSamples = 4;

/** A clock that is ahead by less counts as right. */
const maxAheadSeconds = 3;

const stateOfSeverity = { OKAY: 'redis', WARNING: 'cache', FAILURE: 'nowhere' } as const;

/** One `dma predict`, composed as `predict.ts` does it, with everything that it does checked as it does it. */
export class PredictProcess {
  /** Lines of its log. */
  readonly said: string[] = [];
  readonly #told = new Map<SelfSubject, Notification[]>();
  /** Settles when it has ended; rejects with what is wrong. */
  readonly done: Promise<void>;
  /** Values that were compared with the plain replay. */
  compared = 0;
  rounds = 0;
  /** The first invariant that did not hold. */
  failure: Error | undefined;

  readonly reader: WatchedReader;
  readonly #parts: ProcessParts;
  readonly #end = new AbortController();
  readonly #fallback: FallbackReader;
  readonly #predictor: Predictor;
  #roundStart: number;
  /** Number of series from the cache as the alarm saw it in this round; a round of a slow Redis goes on after that. */
  #fromCache: number | undefined;

  constructor(parts: ProcessParts) {
    this.#parts = parts;
    const { time, redis, collectd, config } = parts;
    const watchReader = (reader: FallbackReader): WatchedReader =>
      new WatchedReader({
        reader,
        check: (check) => this.#check(check),
        config,
        limits,
        monotonic: () => time.seconds,
        truth: collectd.truth,
      });
    let watched: WatchedReader | undefined;
    const composed = composePredict({
      ...parts,
      say: (line) => this.said.push(line),
      end: () => this.end(),
      onReread: (name) => this.reader.split(name),
      onFromCache: (count) => (this.#fromCache ??= count),
      watchReader: (reader) => (watched = watchReader(reader)),
      watchOutput: (output) => this.#checkedOutput(output),
    });
    this.reader = watched!;
    this.#fallback = composed.fallback;
    this.#predictor = composed.predictor;
    this.#roundStart = time.seconds;
    const { signal } = this.#end;
    const sleep = async (seconds: number): Promise<void> => {
      if (!signal.aborted) this.#check(() => this.#checkRound());
      await time.sleep(seconds, signal);
      this.#roundStart = time.seconds;
      this.#fromCache = undefined;
    };
    this.done = runPredictionLoop({
      ...composed,
      isRedisOpen: () => redis.isOpen,
      signal,
      now: () => time.epoch,
      sleep,
    });
  }

  /** Number of series that are predicted. */
  get seriesCount(): number {
    return this.#predictor.series.length;
  }

  end(): void {
    if (this.#end.signal.aborted) return;
    this.#check(() => this.reader.checkComplete(this.#parts.redis.written));
    this.#end.abort();
  }

  #checkedOutput(output: Output): Output {
    return {
      putValues: (list) => {
        this.#check(() => this.#checkValues(list));
        output.putValues(list);
      },
      putNotification: (notification) => {
        const subject = notification.typeInstance as SelfSubject;
        const told = this.told(subject);
        this.#check(() => {
          const { severity, message } = notification;
          const last = told.at(-1);
          // Further series may be stale.
          const mayRepeat = subject !== 'raw_data' && severity !== 'OKAY' && message !== last?.message;
          assert.ok(mayRepeat || severity !== last?.severity, `told twice: ${message}`);
          assert.ok(Buffer.byteLength(message) <= 255, message);
        });
        told.push(notification);
        output.putNotification(notification);
      },
      get superseded() {
        return output.superseded;
      },
      close: () => output.close(),
    };
  }

  /** Notifications about a subject, oldest first. */
  told(subject: SelfSubject): Notification[] {
    const told = this.#told.get(subject) ?? [];
    this.#told.set(subject, told);
    return told;
  }

  /** The program may take what is thrown here for a fault of the outside world. */
  #check(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.failure ??= error as Error;
    }
  }

  /** Compares with a plain replay of the samples that were read. */
  #checkValues({ identifier, time, values }: ValueList): void {
    const { host, pluginInstance, type, typeInstance } = identifier;
    const name = formatIdentifier(identifier);
    const isUnknown = Number.isNaN(values[0]);
    assert.ok(Number.isFinite(values[0]) || (type === 'duration' && isUnknown), `${name} is ${values[0]}`);
    if (pluginInstance === 'self') return;
    const target = pluginInstance?.split('-')[0] ?? targetOfOutput.get(type)!;
    const key = `${target} ${host}`;
    const replay = this.reader.replays.get(key);
    const latest = this.#parts.time.epoch + maxAheadSeconds;
    assert.ok(time <= latest, `${name} is of the future`);
    if (replay?.isSplit) return;
    const prediction = replay?.newest;
    // Of a clock that is wrong, it bears the time of ours.
    const isOf = (one: TargetSeries): boolean => one.target === target && one.names.host === host;
    const offset = this.#predictor.series.find(isOf)?.clock.offsetSeconds ?? 0;
    const dated = prediction && prediction.time - offset;
    assert.equal(time, dated, `${name} is of a time that is not that of the newest sample`);
    const { forecast, risk } = prediction!;
    if (type === 'percent' && typeInstance === 'risk') {
      assert.equal(values[0], risk.kind === 'risk' ? risk.percent : undefined, name);
      assert.ok(prediction!.time > replay!.toldTime, `${name} is told twice`);
      replay!.toldTime = prediction!.time;
      this.compared++;
    } else if (pluginInstance === undefined) {
      const mean = forecast.kind === 'forecast' ? forecast.mean : Number.NaN;
      const maximum = Math.max(capacities.get(target) ?? Number.POSITIVE_INFINITY, prediction!.value);
      const minimum = isNeverNegativeType(type, 0) ? 0 : Number.NEGATIVE_INFINITY;
      assert.equal(values[0], Math.min(maximum, Math.max(minimum, mean)), name);
    }
  }

  /** After each round: everything that was read has been predicted, and the alarm tells how things are. */
  #checkRound(): void {
    this.rounds++;
    for (const [key, { newest, isLive, isSplit, toldTime }] of this.reader.replays) {
      if (!isLive || isSplit || newest?.risk.kind !== 'risk') continue;
      assert.equal(toldTime, newest.time, `${key}: a sample was read, and its risk was not told`);
    }
    this.#checkAlarm();
  }

  #checkAlarm(): void {
    const start = this.#roundStart;
    const { series } = this.#predictor;
    if (series.length === 0) return;
    const { roundSeconds } = this.#parts.config;
    const silences = series.map((one) => {
      const silent = one.silentSeconds(start);
      const replay = this.reader.replays.get(`${one.target} ${one.names.host}`);
      // A value that is not known is an arrival, and predicts nothing.
      if (replay?.isLive && !replay.isSplit && replay.advancedAt >= start)
        assert.ok(silent <= 0, `${one.identifier.name} has been silent for ${silent} s`);
      const isStale = one.isStale(start, roundSeconds);
      assert.ok(!isStale || silent > 3 * roundSeconds, `${one.name} is stale after ${silent} s`);
      const isKnown = (this.reader.reads.get(one.name)?.size ?? 0) >= minSamples;
      assert.ok(
        isStale || !isKnown || silent <= maxStaleSeconds,
        `${one.name} is not stale after ${silent} s`,
      );
      return { silent, isStale };
    });
    const last = this.told('raw_data').at(-1);
    const known = last && stateOfSeverity[last.severity];
    let expected: typeof known = known;
    if (silences.every(({ silent, isStale }) => isStale && silent >= 3)) expected = 'nowhere';
    else if ((this.#fromCache ?? this.#fallback.fromCache) > 0) expected = 'cache';
    else if (!silences.every(({ isStale }) => isStale) && (known || series.some(({ isHeard }) => isHeard)))
      expected = 'redis';
    // The first OKAY is held back while nothing is predicted.
    if (known === undefined && expected === 'redis') return;
    assert.equal(known, expected, `the alarm of a round that began at ${start} s`);
  }
}
