import { resolve } from 'node:path';
import { OutsideError } from '../process/command-error.ts';
import type { ArchivedSeries } from './archive.ts';
import { outputOf } from './foreign-program.ts';
import type { FoundFile } from './found-files.ts';
import { consolidationNames, stepsText } from './rrd-dump.ts';
import { dumpedSeries, rrdtool } from './rrd.ts';

/** Files that one rrdtool is asked about: their answers are held together. */
const filesInPart = 1000;

/** The data sources of RRD files, by their heads: they are dumped only when they are read. */
export function seriesOfRrdFiles(files: readonly FoundFile[]): ArchivedSeries[] {
  const series: ArchivedSeries[] = [];
  for (let start = 0; start < files.length; start += filesInPart) {
    const part = files.slice(start, start + filesInPart);
    const answers = answersAbout(part);
    for (const [index, file] of part.entries()) series.push(...sourcesOf(file, answers[index]!));
  }
  return series;
}

const noAnswer = 'ERROR: no answer of rrdtool';

/** The output of `rrdtool info` for each file, or `ERROR: ...`. One rrdtool answers all: starting it takes longest. */
function answersAbout(files: readonly FoundFile[]): string[] {
  const commands = files.map(({ path }) => `info ${quoted(path) ?? "''"}\n`);
  const output = outputOf(files[0]!.path, rrdtool, ['-'], commands.join(''));
  const answers: string[] = [];
  let lines: string[] = [];
  for (const line of output.split('\n')) {
    const isError = line.startsWith('ERROR: ');
    if (!isError && !line.startsWith('OK u:')) {
      lines.push(line);
      continue;
    }
    answers.push(isError ? line : lines.join('\n'));
    lines = [];
  }
  return files.map(({ path }, index) =>
    quoted(path) === undefined ? answerAbout(path) : (answers[index] ?? noAnswer),
  );
}

/** As rrdtool parts the words of a line; undefined for a name with both quotes or a line break. */
function quoted(path: string): string | undefined {
  const whole = resolve(path);
  if (whole.includes('\n') || (whole.includes("'") && whole.includes('"'))) return undefined;
  return whole.includes("'") ? `"${whole}"` : `'${whole}'`;
}

function answerAbout(path: string): string {
  try {
    return outputOf(path, rrdtool, ['info', resolve(path)]);
  } catch {
    return noAnswer;
  }
}

function sourcesOf({ path, name: fileName }: FoundFile, answer: string): ArchivedSeries[] {
  const name = fileName.slice(0, -'.rrd'.length);
  const refuse = (problem: string): ArchivedSeries[] => [
    {
      name,
      about: problem,
      read: () => {
        throw new OutsideError(`${path}: ${problem}`);
      },
    },
  ];
  if (answer.startsWith('ERROR: ')) return refuse(`rrdtool cannot read it: ${answer.split('\n')[0]}`);
  const step = Number(/^step = (\d+)$/m.exec(answer)?.[1]);
  const archives = [...answer.matchAll(/^rra\[\d+\]\.cf = "(\w+)"[^]*?^rra\[\d+\]\.pdp_per_row = (\d+)$/gm)];
  const kept = archives.filter(([, cf]) => consolidationNames[cf!] !== undefined);
  const steps = [...new Set(kept.map(([, , rows]) => step * Number(rows)))].sort((a, b) => a - b);
  if (steps.length === 0) return refuse('has no archive of AVERAGE, MIN, MAX or LAST');
  const sources = [...answer.matchAll(/^ds\[(.+)\]\.type = "(\w+)"$/gm)];
  return sources.map(([, source, type]) => ({
    name: sources.length === 1 ? name : `${name}:${source}`,
    about: `${type}, ${stepsText(steps)}`,
    steps,
    read: (consolidation, stepSeconds) => {
      const found = dumpedSeries(path).find((one) => one.name === source);
      if (found) return found.read(consolidation, stepSeconds);
      throw new OutsideError(`${path}: has lost its data source ${source}; try again`);
    },
  }));
}
