/*
 * The writer of `dma bench relay`: writes samples as write_redis of collectd does, by hiredis, one command after the
 * answer to the one before.
 *
 *   write-samples PORT SERIES RATE SECONDS
 *
 * Writes RATE samples a second to SERIES series in turns. Prints the number of samples, and the seconds that took.
 */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void run(redisContext *redis, void *reply) {
  if (!reply) {
    fprintf(stderr, "%s\n", redis->errstr);
    exit(1);
  }
  freeReplyObject(reply);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  redisContext *redis = redisConnect("127.0.0.1", atoi(argv[1]));
  if (!redis || redis->err) return 1;
  long series = atol(argv[2]);
  double rate = atof(argv[3]), seconds = atof(argv[4]);
  struct timespec epoch, pause = {0, 200000};
  clock_gettime(CLOCK_REALTIME, &epoch);
  double start = now(), begin = epoch.tv_sec + epoch.tv_nsec / 1e9;
  long count = 0;
  for (double elapsed; (elapsed = now() - start) < seconds;) {
    if (elapsed * rate < count) {
      nanosleep(&pause, NULL);
      continue;
    }
    char name[64], key[80], score[32], member[64];
    double time = begin + elapsed;
    snprintf(name, sizeof name, "host%ld/memory/memory-used", count % series);
    snprintf(key, sizeof key, "collectd/%s", name);
    snprintf(score, sizeof score, "%.9f", time);
    snprintf(member, sizeof member, "%.3f:%ld", time, count);
    run(redis, redisCommand(redis, "ZADD %s %s %s", key, score, member));
    run(redis, redisCommand(redis, "ZREMRANGEBYRANK %s %d %d", key, 0, -61));
    run(redis, redisCommand(redis, "SADD %svalues %s", "collectd/", name));
    count++;
  }
  printf("%ld %f\n", count, now() - start);
  return 0;
}
