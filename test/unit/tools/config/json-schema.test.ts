import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { configJsonSchema } from '../../../../tools/config/json-schema.ts';
import { packageRoot } from '../../../../tools/package-root.ts';
import { uncommented } from '../../../support/uncommented.ts';

describe('the JSON Schema of dma.yaml', () => {
  const schema = z.fromJSONSchema(configJsonSchema());
  const takes = (yaml: string): boolean => schema.safeParse(parse(yaml)).success;

  it('takes the shipped file, with each of its examples', () => {
    const text = readFileSync(join(packageRoot, 'conf/dma.yaml'), 'utf8');
    assert.ok(takes(text));
    for (const { line, after } of uncommented(text)) assert.ok(takes(after), line);
  });

  for (const yaml of [
    '{}',
    'redis:',
    'output: {unixsock: /x}',
    'targets: {m: {series: ["*/a/b", "*/a/c"], capacity: 64GiB, limit: 5}}',
    'notifiers: {log: , http-on.call_2: {url: "https://a", route: {targets: [m], mute: ["12:00..13:00"]}}}',
  ]) {
    it(`takes ${yaml}`, () => assert.ok(takes(yaml)));
  }

  for (const yaml of [
    'roundSecond: 1',
    'roundSeconds: soon',
    'roundSeconds: 0',
    'forward: some',
    'output: stdout',
    'redis: {ur: x}',
    'targets: {m: {series: "*/a/b", capacity: 1, horizonSecond: 3}}',
    'targets: {m: {capacity: 1}}',
    'targets: {m: {series: "*/a/b", forecaster: lineer}}',
    'notifiers: {htpp: {url: "https://a"}}',
    'notifiers: {http: {method: GET}}',
    'notifiers: {alertmanager: {labels: {}}}',
    'notifiers: {log: {fil: x}}',
    'notifiers: {log: {route: {mutes: []}}}',
    'notifiers: {nova: {auth: {clod: x}}}',
  ]) {
    it(`refuses ${yaml}`, () => assert.ok(!takes(yaml)));
  }

  it('tells editors the default in words where a schema has none, and no metadata of ours', () => {
    const text = JSON.stringify(configJsonSchema());
    assert.match(text, /Default: 90%\./);
    assert.match(text, /Environment: OS_AUTH_URL\./);
    assert.doesNotMatch(text, /"(defaultText|variable|variableIsSecret|secret|replacedBy|beside|since)"/);
  });
});
