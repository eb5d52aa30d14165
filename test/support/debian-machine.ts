import type { BootedDebian } from './booted-debian.ts';
import { until } from './until.ts';

/** A booted Debian, and shell commands in it. */
export class DebianMachine {
  readonly machine: BootedDebian;

  constructor(machine: BootedDebian) {
    this.machine = machine;
  }

  /** Runs shell commands in the machine; throws with what they say unless they succeed. */
  sh(commands: string): string {
    const said = this.machine.run(
      'sh',
      '-c',
      `exec 2>&1; { ${commands}\n} || { echo "ended with $?"; echo FAILED; }`,
    );
    if (said === undefined || said.endsWith('FAILED')) throw new Error(`${commands}: ${said}`);
    return said;
  }

  /** Returns the output of commands; undefined while they fail. */
  said(commands: string): string | undefined {
    return this.machine.run('sh', '-c', commands);
  }

  /**
   * Waits for something that commands show by their success; rejects with what they said at last.
   *
   * @param pauseSeconds see {@link until}
   */
  async until(what: string, seconds: number, commands: string, pauseSeconds?: number): Promise<string> {
    let failure: unknown;
    const look = (): string | undefined => {
      if (this.machine.hasEnded) throw new Error(`it did not boot: ${this.machine.output}`);
      try {
        return this.sh(commands);
      } catch (error) {
        failure = error;
        return undefined;
      }
    };
    try {
      return await until(what, seconds, look, pauseSeconds);
    } catch (error) {
      const said = `${String(failure)}\nthe machine said:\n${this.machine.output.slice(-2000)}`;
      throw new Error(`${String(error)}; at last: ${said}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    await this.machine.stop();
  }
}
