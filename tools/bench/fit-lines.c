/*
 * The yardstick of `dma bench scale`: reads the newest samples of each series from Redis, pipelined, and fits a line.
 *
 *   fit-lines SOCKET PREFIX NAMES SAMPLES
 *
 * NAMES is a file with a name a line. Prints the number of series with a line, and the seconds that took.
 */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH 500
#define MAX_NAME 1024

static int fit(const redisReply *reply, double *slope) {
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, first = 0;
  if (reply->type != REDIS_REPLY_ARRAY) return 0;
  for (size_t i = 0; i + 1 < reply->elements; i += 2) {
    const char *colon = strchr(reply->element[i]->str, ':');
    if (!colon) continue;
    double time = strtod(reply->element[i + 1]->str, NULL), y = strtod(colon + 1, NULL);
    if (n == 0) first = time;
    double x = time - first;
    n++, sx += x, sy += y, sxx += x * x, sxy += x * y;
  }
  double d = n * sxx - sx * sx;
  if (d <= 0) return 0;
  *slope = (n * sxy - sx * sy) / d;
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  redisContext *redis = redisConnectUnix(argv[1]);
  FILE *names = fopen(argv[3], "r");
  if (!redis || redis->err || !names) return 1;
  static char line[MAX_NAME];
  struct timespec a, b;
  long lines = 0;
  double sum = 0;
  int more = 1;
  clock_gettime(CLOCK_MONOTONIC, &a);
  while (more) {
    int asked = 0;
    for (; asked < BATCH && (more = fgets(line, sizeof line, names) != NULL); asked++) {
      line[strcspn(line, "\n")] = 0;
      redisAppendCommand(redis, "ZRANGE %s%s -%s -1 WITHSCORES", argv[2], line, argv[4]);
    }
    for (; asked > 0; asked--) {
      redisReply *reply;
      double slope = 0;
      if (redisGetReply(redis, (void **)&reply) != REDIS_OK) return 1;
      lines += fit(reply, &slope);
      sum += slope;
      freeReplyObject(reply);
    }
  }
  clock_gettime(CLOCK_MONOTONIC, &b);
  printf("%ld %.6f %g\n", lines, b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9, sum);
  return 0;
}
