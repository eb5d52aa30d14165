import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { GivenRisk } from './explanation.ts';

/** Redis keeps the times of samples to a thousandth. */
const timeSlackSeconds = 0.01;

/** The newest risk of the horizon before `time`: it has the time of the sample that it is about. */
export async function givenRisk(
  reader: WriteRedisReader,
  name: string,
  time: number,
  horizonSeconds: number,
): Promise<GivenRisk | undefined> {
  let newest: GivenRisk | undefined;
  for await (const { entries } of reader.range(name, time - horizonSeconds, time + timeSlackSeconds)) {
    const { time: given, values } = entries.at(-1) ?? {};
    if (given !== undefined && Number.isFinite(values?.[0])) newest = { time: given, percent: values![0]! };
  }
  return newest;
}
