import type { Glance } from '../stack/stack-watch.ts';

const mebi = 2 ** 20;
const barLength = 20;

/** Draws the demonstration: headings, a row a second, notifications as they come. */
export class DemoScreen {
  readonly #write: (text: string) => void;
  readonly #colours: boolean;

  constructor(write: (text: string) => void, colours: boolean) {
    this.#write = write;
    this.#colours = colours;
  }

  heading(text: string): void {
    this.#write(`\n${this.#paint(bold, text)}\n`);
  }

  say(text: string): void {
    this.#write(`  ${text}\n`);
  }

  print(text: string): void {
    this.#write(text);
  }

  /** Used memory, prediction, time to exhaustion, risk. */
  row({ used, predicted, exhaustion, risk, limit }: Glance): void {
    const time = new Date().toISOString().slice(11, 19);
    const share = used === undefined ? 0 : Math.min(1, used / limit);
    const bar = '#'.repeat(Math.round(share * barLength)).padEnd(barLength, '.');
    const until = describeExhaustion(exhaustion);
    const level = risk === undefined ? '?' : Math.round(risk);
    this.#write(
      `  ${time}  used ${mebibytes(used)} MiB [${bar}]  in 60 s ${mebibytes(predicted)} MiB  limit ${until.padEnd(12)}  ` +
        `${this.#paint(colourOf(risk), `risk ${String(level).padStart(3)} %`)}\n`,
    );
  }

  /** @param line of log_notify.log; collectd's own words at its end are left out */
  notification(line: string): void {
    const [, severity] = line.split(' ');
    const short = line.replace(/ (since|message)=.*$/, '');
    this.#write(`  ${this.#paint(severity === 'OKAY' ? green : red, `>>> ${short}`)}\n`);
  }

  #paint(code: string, text: string): string {
    return this.#colours && code !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

const bold = '1';
const red = '31';
const yellow = '33';
const green = '32';

function describeExhaustion(seconds: number | undefined): string {
  if (seconds === undefined) return 'not in sight';
  return seconds === 0 ? 'reached' : `in ${Math.ceil(seconds)} s`;
}

function mebibytes(bytes: number | undefined): string {
  return (bytes === undefined ? '?' : String(Math.round(bytes / mebi))).padStart(6);
}

function colourOf(risk: number | undefined): string {
  if (risk === undefined) return '';
  if (risk >= 50) return red;
  return risk > 10 ? yellow : green;
}
