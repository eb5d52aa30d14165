/** A run that is over has this long to end by itself. */
const graceSeconds = 60;

/** Ends a run after its last test when something that a test has left open would keep it going, and names that. */
export function endWhatIsLeftOpen(): void {
  const timer = setTimeout(() => {
    process.stderr.write(`left open by some test: ${process.getActiveResourcesInfo().join(', ')}\n`);
    // Mocha sets its own exit code when the process exits; this comes later.
    process.once('exit', () => (process.exitCode = 1));
    process.exit();
  }, graceSeconds * 1000);
  timer.unref();
}
