import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FullQueue } from '../support/full-queue.ts';
import { conf } from '../support/other-systems-conf.ts';
import { Kafka } from '../support/receivers/kafka.ts';
import { Mosquitto } from '../support/receivers/mosquitto.ts';
import { RabbitMq } from '../support/receivers/rabbitmq.ts';
import { until } from '../support/until.ts';

/** A value as collectd's format_json writes it; Kafka and AMQP carry lists of one. */
interface JsonValue {
  readonly values: readonly (number | null)[];
  readonly time: number;
  readonly plugin: string;
  readonly plugin_instance: string;
  readonly type: string;
  readonly type_instance: string;
}

/** The risks among JSON messages, by their times. */
function risksOf(messages: readonly string[]): ReadonlyMap<number, number> {
  const lists = messages.map((message) => JSON.parse(message) as readonly JsonValue[]);
  const risks = lists.filter(
    ([one]) => one?.plugin === 'dma' && one.plugin_instance === 'queue' && one.type_instance === 'risk',
  );
  return new Map(risks.map(([one]) => [one!.time, one!.values[0]!]));
}

/** One queue that runs full, whose prediction collectd publishes with the shipped files. */
describe('a prediction in a message broker', function () {
  let folder: string;
  let queue: FullQueue;
  let mosquitto: Mosquitto;
  let kafka: Kafka;
  let rabbit: RabbitMq;
  let published: () => readonly string[];
  let produced: () => readonly string[];
  let queued: () => readonly string[];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-brokers-'));
    mosquitto = await Mosquitto.start(join(folder, 'mosquitto'));
    published = mosquitto.listen('collectd/+/dma-queue/#');
    kafka = await Kafka.start(join(folder, 'kafka.log'));
    produced = kafka.read('collectd');
    rabbit = await RabbitMq.start(join(folder, 'rabbitmq'));
    queued = await rabbit.read('amq.topic', 'collectd.*.dma.queue.percent.risk');
    queue = await FullQueue.start(
      conf('mqtt/dma-mqtt.conf', [['"1883"', `"${mosquitto.port}"`]]) +
        conf('kafka/dma-kafka.conf', [['"localhost:9092"', `"${kafka.broker}"`]]) +
        conf('amqp/dma-amqp.conf', [
          ['"5672"', `"${rabbit.port}"`],
          ['"localhost"', '"127.0.0.1"'],
        ]),
    );
  });

  after(async function () {
    await queue?.stop();
    for (const broker of [rabbit, kafka, mosquitto]) await broker?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && queue) process.stderr.write(`${queue.stack.collectdLog()}\n`);
  });

  /**
   * Waits for the risk of the full queue and for more than five that are those of Redis. The risk may be 100 at once:
   * the first of them says nothing of how many have come.
   */
  async function expectRisks(found: () => ReadonlyMap<number, number>): Promise<void> {
    await until('the risk of the full queue', 60, async () => {
      const risks = found();
      if (![...risks.values()].includes(100)) return false;
      return (await queue.agreeing('dma-queue/percent-risk', risks)) > 5;
    });
  }

  it('is published to MQTT', async function () {
    await expectRisks(() => {
      const payloads = published().filter((line) =>
        line.startsWith('collectd/localhost/dma-queue/percent-risk '),
      );
      return new Map(
        payloads.map((line) => {
          // A zero byte ends each payload.
          const [, time, value] = / (\d+\.\d+):([^\0]+)\0?$/.exec(line)!;
          return [Number(time), Number(value)] as const;
        }),
      );
    });
  });

  it('is a message of a topic of Kafka', async function () {
    await expectRisks(() => risksOf(produced().map((line) => line.slice(line.indexOf(' ')))));
  });

  it("comes out of an AMQP queue that is bound by the risk's routing key", async function () {
    await expectRisks(() => risksOf(queued()));
    assert.equal(risksOf(queued()).size, queued().length, 'nothing but risks');
  });
});
