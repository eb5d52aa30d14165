import assert from 'node:assert/strict';
import { configSchema } from '../../../plugins/config/config.ts';
import { commandsWith } from '../../../tools/commands/registry.ts';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { helpOf } from '../../../tools/lab/reference/command-help.ts';
import { manuals } from '../../../tools/lab/manual/manuals.ts';
import { escaped } from '../../../tools/lab/manual/roff.ts';
import { optionsOf } from '../../../notifiers/option-tree.ts';

describe('the manual pages', () => {
  let pages: ReadonlyMap<string, string>;

  before(async () => {
    pages = await manuals({ date: '2026-11-29', version: '1.2.3' });
  });

  it('are one a command, beside the ones of dma, dma-enqueue and dma.yaml', () => {
    const commands = commandsWith(new KnownSecrets()).map(({ command }) => String(command).split(' ')[0]!);
    assert.deepEqual(
      [...pages.keys()].toSorted(),
      ['dma.1', 'dma-enqueue.1', 'dma.yaml.5', ...commands.map((name) => `dma-${name}.1`)].toSorted(),
    );
  });

  it('have every option that the help has', async () => {
    for (const path of [['backtest'], ['check'], ['spool', 'retry'], ['events', 'clear']]) {
      const page = pages.get(`dma-${path[0]}.1`)!;
      const options = [...(await helpOf(path, 2000)).matchAll(/^ .*?(--[a-z-]+)/gm)].map(([, name]) => name!);
      assert.ok(options.length > 2, path.join(' '));
      for (const option of options) assert.ok(page.includes(escaped(option)), `${path.join(' ')}: ${option}`);
    }
  });

  it('have every option of dma.yaml with its default', () => {
    const page = pages.get('dma.yaml.5')!;
    for (const name of Object.keys(optionsOf(configSchema)))
      assert.match(page, new RegExp(`^.fB${name}.fR$`, 'm'));
    assert.match(page, /\\fBhorizonSeconds\\fR\n.*default: /);
  });

  it('begin with title, date and version, and a name that apropos finds', () => {
    for (const [file, page] of pages) {
      const [name, section] = [file.slice(0, -2), file.slice(-1)];
      const title = `.TH "${escaped(name.toUpperCase())}" "${section}" "2026\\-11\\-29" "collectd\\-dma 1.2.3"`;
      assert.ok(page.startsWith(title), file);
      assert.ok(page.includes(`.SH "NAME"\n${escaped(name)} \\- `), file);
    }
  });

  it('have no line that roff takes for a command', () => {
    assert.equal(escaped(".SH\n'x\na\\b -1"), "\\&.SH\n\\&'x\na\\eb \\-1");
  });
});
