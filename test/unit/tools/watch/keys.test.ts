import assert from 'node:assert/strict';
import type { Wish } from '../../../../tools/watch/pressed.ts';
import { askVerdict, press } from '../../../../tools/watch/keys.ts';
import { filteredRows, selectedRow, type View } from '../../../../tools/watch/view.ts';
import {
  exampleRows,
  exampleSnapshot,
  exampleView,
  watchedMemory,
} from '../../../support/example-outlook.ts';

const room = 3;
const hosts = ['a1', 'a2', 'b1', 'b2', 'b3'];

/** Presses keys: a name such as `<down>`, or characters. */
function type(view: View, keys: string): { view: View; wishes: Wish[] } {
  const wishes: Wish[] = [];
  let now = view;
  for (const [token] of keys.matchAll(/<([^>]+)>|./gsu)) {
    const name = /^<(.*)>$/s.exec(token)?.[1];
    const ctrl = name?.startsWith('ctrl-') ?? false;
    const key =
      name === undefined
        ? { name: token, sequence: token }
        : { name: ctrl ? name.slice(5) : name, ctrl, sequence: '' };
    const pressed = press(now, key, room);
    now = pressed.view;
    if (pressed.wish) wishes.push(pressed.wish);
  }
  return { view: now, wishes };
}

function start(names: readonly string[] = hosts): View {
  return exampleView(exampleSnapshot({ rows: exampleRows(names.map((host) => watchedMemory(host))) }));
}

const selectedIn = (keys: string): string | undefined => selectedRow(type(start(), keys).view)?.host;

const silenced = (keys: string) => {
  const [wish] = type(start(), keys).wishes;
  return wish?.kind === 'silence' ? [wish.row.host, wish.scope, wish.duration, wish.comment] : wish?.kind;
};

describe('the keys of dma watch', () => {
  it('select a series, and stop at both ends', () => {
    assert.equal(selectedIn(''), 'a1');
    assert.equal(selectedIn('<down><down>'), 'b1');
    assert.equal(selectedIn('jjk'), 'a2');
    assert.equal(selectedIn('<up>'), 'a1');
    assert.equal(selectedIn('<pagedown>'), 'b1');
    assert.equal(selectedIn('<end><down>'), 'b3');
    assert.equal(selectedIn('G<home>'), 'a1');
  });

  it('leave by q and Ctrl-C, also out of a question', () => {
    assert.deepEqual(type(start(), 'q').wishes, [{ kind: 'quit' }]);
    assert.deepEqual(type(start(), '/q<ctrl-c>').wishes, [{ kind: 'quit' }]);
    assert.deepEqual(type(start(), '<ctrl-z>').wishes, [{ kind: 'suspend' }]);
  });

  it('filter while they are typed; Escape brings the filter before back, and then none', () => {
    const typed = type(start(), '/B2');
    assert.deepEqual(
      filteredRows(typed.view).map(({ host }) => host),
      ['b2'],
    );
    const entered = type(typed.view, '<backspace>2<return>').view;
    assert.deepEqual([entered.filter, entered.prompt], ['B2', undefined]);
    assert.equal(type(entered, '/<ctrl-u>a1<escape>').view.filter, 'B2');
    assert.equal(type(entered, '<escape>').view.filter, '');
    assert.deepEqual(
      filteredRows(type(start(), '/b memory').view).map(({ host }) => host),
      ['b1', 'b2', 'b3'],
    );
  });

  it('open one series and go back to it in the list', () => {
    const { view, wishes } = type(start(), 'j<return>');
    assert.equal(view.page, 'series');
    assert.deepEqual(
      wishes.map(({ kind }) => kind),
      ['open'],
    );
    assert.equal(type(view, 'jj').view.scroll, 2);
    const back = type(view, '<escape>').view;
    assert.deepEqual([back.page, selectedRow(back)?.host], ['list', 'a2']);
  });

  it('silence a resource, all of its host, or its target everywhere', () => {
    assert.deepEqual(silenced('js<return><return>'), ['a2', 'resource', '1h', '']);
    assert.deepEqual(silenced('s<tab><ctrl-u>90m<return>disk swap<return>'), [
      'a1',
      'host',
      '90m',
      'disk swap',
    ]);
    assert.deepEqual(silenced('s<tab><tab><return>x<return>'), ['a1', 'target', '1h', 'x']);
    assert.equal(silenced('s<return><escape>'), undefined);
    assert.equal(silenced('s<ctrl-u><return>'), undefined);
  });

  it('silence nothing whose name has wildcards, because others would be silent as well', () => {
    const { view, wishes } = type(start(['web*']), 's<return>');
    assert.deepEqual(wishes, []);
    assert.match(view.message!, /has wildcards/);
    assert.equal(type(view, 'j').view.message, undefined);
  });

  it('mark an alert with a note', () => {
    assert.deepEqual(
      type(start(), 'm').wishes.map(({ kind }) => kind),
      ['find-alert'],
    );
    const alert = { id: 'dma-1', subject: 'alert of 02:00:00 (memory of \u001bweb1)' };
    const asked = askVerdict(start(), alert);
    const { wishes, view } = type(asked, 'xmrestarted it<return>');
    assert.deepEqual(
      wishes.map((wish) => wish.kind === 'feedback' && [wish.alert.id, wish.verdict, wish.note]),
      [['dma-1', 'mended', 'restarted it']],
    );
    assert.equal(view.prompt, undefined);
    assert.equal(type(asked, 'f<escape>').wishes.length, 0);
    const verdicts = ['f', 'r'].map((key) => type(asked, `${key}<return>`).wishes[0]);
    assert.deepEqual(
      verdicts.map((wish) => wish?.kind === 'feedback' && wish.verdict),
      ['false', 'real'],
    );
  });

  it('take no control characters into a text', () => {
    const { view } = type(start(), '/a\u001b\u0007\u202eb');
    assert.equal(view.filter, 'a?b');
    assert.equal(type(start(), `/${'x'.repeat(600)}`).view.filter.length, 500);
  });

  it('have nothing to choose without a series', () => {
    for (const key of ['s', 'm']) {
      const { view, wishes } = type(start([]), key);
      assert.deepEqual([view.message, wishes], ['there is no series to choose', []]);
    }
    assert.deepEqual(type(start([]), '<return><down>').wishes, []);
  });

  it('show the help, which any key closes', () => {
    const { view } = type(start(), '?');
    assert.equal(view.page, 'help');
    assert.equal(type(view, 'x').view.page, 'list');
  });
});
