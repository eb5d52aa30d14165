import type { Checked } from './check.ts';
import { type Finding, wordOf } from './finding.ts';
import { formatFindings } from './findings-text.ts';

/** The output of a plugin for Nagios, Icinga and the like, and its exit code. */
export interface PluginResult {
  readonly text: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

/** Subjects in the first line, at most: it goes into text messages. */
const maxSubjects = 3;
/** The text in the first line, at most; further lines have the whole of it. No character is cut in two. */
const startOfLine = /^.{0,200}/u;

/**
 * Formats a check as the output of a plugin (monitoring-plugins.org, development guidelines): the status and the
 * performance data in the first line, all findings in further ones. MISSING is CRITICAL, and wait is WARNING.
 */
export function nagiosResult({ findings, figures }: Checked): PluginResult {
  const of = (word: string): readonly Finding[] => findings.filter((one) => wordOf(one) === word);
  const [missing, waiting, notes] = [of('MISSING'), of('wait'), of('note')];
  const { series, predicted, ageSeconds } = figures;
  const perfdata = [
    `series=${series};;;0`,
    `predicted=${predicted};;;0`,
    `age=${ageSeconds === undefined ? 'U' : `${ageSeconds.toFixed(1)}s`};;;0`,
    `missing=${missing.length};;0;0`,
    `waiting=${waiting.length};0;;0`,
    `notes=${notes.length};;;0`,
  ].join(' ');
  const status = (word: string, exitCode: PluginResult['exitCode'], text: string): PluginResult => ({
    text: `DMA ${word} - ${shortened(withoutBars(text))} | ${perfdata}\n${withoutBars(formatFindings(findings, undefined))}`,
    exitCode,
  });
  if (missing.length > 0) return status('CRITICAL', 2, `${subjectsOf(missing)} missing: ${missing[0]!.text}`);
  if (waiting.length > 0) return status('WARNING', 1, `waiting for ${subjectsOf(waiting)}`);
  return status('OK', 0, `${predicted} series predicted, ${findings.length} checks passed`);
}

/** The output of a check that could not be made. @param cause one line or several */
export function nagiosUnknown(cause: string): PluginResult {
  const [first = '', ...more] = withoutBars(cause).split('\n');
  const whole = shortened(first) === first ? [] : [first];
  return { text: [`DMA UNKNOWN - ${shortened(first)}`, ...whole, ...more, ''].join('\n'), exitCode: 3 };
}

function subjectsOf(findings: readonly Finding[]): string {
  const shown = findings.slice(0, maxSubjects).map(({ subject }) => subject);
  const rest = findings.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function shortened(text: string): string {
  const line = text.replaceAll('\n', ' ');
  const [start] = startOfLine.exec(line)!;
  return start === line ? line : `${start.trimEnd()}...`;
}

/** A bar begins the performance data, in further lines as well. */
function withoutBars(text: string): string {
  return text.replaceAll('|', '/');
}
