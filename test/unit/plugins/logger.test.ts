import assert from 'node:assert/strict';
import { createLogger } from '../../../plugins/logger.ts';
import { recordedLog } from '../../recorded-log.ts';

describe('the log for people', () => {
  it('names the program and the level', () => {
    const lines: string[] = [];
    const logger = createLogger('dma predict', (line) => lines.push(line));
    logger.info('started');
    logger.warn('Redis is unreachable');
    logger.error('gives up');
    assert.deepEqual(lines, [
      'dma predict: started\n',
      'dma predict: warning: Redis is unreachable\n',
      'dma predict: error: gives up\n',
    ]);
  });

  it('makes one line of every text', () => {
    const lines: string[] = [];
    createLogger('dma', (line) => lines.push(line)).info('one\r\ntwo\u001b[31m\0');
    assert.deepEqual(lines, ['dma: one two [31m \n']);
  });
});

describe('the log of transitions', () => {
  it('says a failure once, and once when it is over, with how long it took', () => {
    let now = 100;
    const { log, said } = recordedLog(() => now);
    log.well('Redis');
    log.failing('Redis', 'is unreachable');
    now = 120;
    log.failing('Redis', 'is unreachable');
    now = 142.4;
    log.well('Redis');
    log.well('Redis');
    assert.deepEqual(said(), ['warning: Redis is unreachable', 'Redis is well again after 42 s']);
  });

  it('says a failure of a new kind, and counts from the first', () => {
    let now = 0;
    const { log, said } = recordedLog(() => now);
    log.failing('Redis', 'is unreachable');
    now = 10;
    log.failing('Redis', 'refuses the password');
    now = 20;
    log.well('Redis');
    assert.deepEqual(said(), [
      'warning: Redis is unreachable',
      'warning: Redis refuses the password',
      'Redis is well again after 20 s',
    ]);
  });

  it('takes another detail of the same failure for no news', () => {
    const { log, said } = recordedLog();
    log.failing('a', 'has garbage, such as', ' x');
    log.failing('a', 'has garbage, such as', ' y');
    assert.deepEqual(said(), ['warning: a has garbage, such as x']);
  });

  it('keeps subjects apart, and says a failure again after it was well', () => {
    const { log, said } = recordedLog();
    log.failing('a', 'fails');
    log.failing('b', 'fails');
    log.well('a');
    log.failing('a', 'fails');
    assert.deepEqual(said(), [
      'warning: a fails',
      'warning: b fails',
      'a is well again after 0 s',
      'warning: a fails',
    ]);
  });
});
