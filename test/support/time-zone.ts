/** Inside a `describe`: its tests run in this time zone, such as `Europe/Berlin`. */
export function inTimeZone(zone: string): void {
  let outside: string | undefined;
  before(() => {
    outside = process.env['TZ'];
    process.env['TZ'] = zone;
  });
  after(() => {
    if (outside === undefined) delete process.env['TZ'];
    else process.env['TZ'] = outside;
  });
}
