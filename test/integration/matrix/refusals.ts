/** A dma.yaml that cannot be meant so: nothing starts, and one line names the place, the value and the cure. */
export interface Refusal {
  readonly name: string;
  /** The text of dma.yaml. */
  readonly config: string;
  /** The line that `dma predict` and `dma check` end with. */
  readonly refused: RegExp;
}

const memory = 'series: "*/memory/memory-used", capacity: "*/memory/memory-*"';
const target = (options: string): string => `targets:\n  memory: {${options}}\n`;

/** E and I: slips in dma.yaml. */
export const refusals: readonly Refusal[] = [
  {
    name: 'a limit without its percent sign',
    config: target(`${memory}, limit: 90`),
    refused: /limit: 90 is a number of bytes .*write 90% .*90GiB/,
  },
  {
    name: 'a limit as a fraction',
    config: target(`${memory}, limit: 0.9`),
    refused: /limit: 0\.9 is a number of bytes .*write 90%/,
  },
  {
    name: 'a unit that is none of ours',
    config: target('series: "*/memory/memory-used", limit: 64gb'),
    refused: /limit: expected .* such as 60GiB, not "64gb"/,
  },
  {
    name: 'a decimal comma',
    config: target('series: "*/memory/memory-used", limit: "1,5GiB"'),
    refused: /limit: expected .* not "1,5GiB"/,
  },
  {
    name: 'a time with its unit',
    config: target(`${memory}, horizonSeconds: 4h`),
    refused: /horizonSeconds: expected seconds from 1 to 86400, or auto, not "4h"/,
  },
  {
    name: 'a glob without quotes',
    config: 'targets:\n  memory:\n    series: */memory/memory-used\n',
    refused: /dma\.yaml:3:13: a text that begins with \* has to be in quotes/,
  },
  {
    name: 'a regular expression as series',
    config: target('series: ".*/memory/memory-used", limit: 60GiB'),
    refused: /series: \.\*\/memory\/memory-used looks like a regular expression; write \* for any text/,
  },
  {
    name: 'a regular expression as capacity',
    config: target('series: "*/memory/memory-used", capacity: "*/memory/memory-(used|free)"'),
    refused: /capacity: \S+\(used\|free\) looks like a regular expression; .*\{a,b\}/,
  },
  {
    name: 'one output of two targets',
    config: `${target(`${memory}, output: dma/memory`)}  long: {${memory}, output: dma/memory}\n`,
    refused: /targets\.long\.output: dma\/memory is the output of target memory already/,
  },
  {
    name: 'an output onto the series of the target',
    config: target(`${memory}, output: memory/memory-used`),
    refused: /output: memory\/memory-used is one of the series .* that target memory reads; choose another/,
  },
  {
    name: 'an output among the capacity of the target',
    config: target(`${memory}, output: memory/memory-predicted`),
    refused:
      /output: memory\/memory-predicted is one of the series like \*\/memory\/memory-\* that target memory/,
  },
  {
    name: 'an output among the capacity of another target',
    config: `${target('series: "*/x/gauge-a", limit: 1000, output: y/gauge-b')}  other: {series: "*/y/gauge-used", capacity: "*/y/gauge-*"}\n`,
    refused: /targets\.memory\.output: y\/gauge-b is one of the series .* that target other reads/,
  },
  {
    name: 'values of dma as the series of a target',
    config: target('series: "*/dma-self/gauge-stale", limit: 1000'),
    refused: /series: .*value of dma itself/,
  },
  {
    name: 'percents beside a limit in bytes',
    config: target('series: "*/memory/percent-used", limit: 64GiB'),
    refused: /limit: .* is more than 100, and series like .* are in percent/,
  },
  {
    name: 'a password in the address of Redis',
    config: 'redis: {url: "redis://:s3cret@127.0.0.1:6379"}\n',
    refused: /^(?!.*s3cret).*redis\.url: must hold no user name and no password/,
  },
  {
    name: 'an option with a slip in its name',
    config: 'targetz: {}\n',
    refused: /targetz: there is no such option; did you mean targets\?/,
  },
];
