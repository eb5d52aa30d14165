import assert from 'node:assert/strict';
import { parseConf, type ConfItem } from '../../../../tools/collectd-conf/conf-text.ts';

const short = ({ key, values, children }: ConfItem): unknown =>
  children ? [key, values, children.map(short)] : [key, values];

describe('a file of the configuration of collectd', () => {
  it('is read with its blocks, whatever the case, the quotes and the comments', () => {
    const text = `
# LoadPlugin no
LOADPLUGIN memory # a comment
Hostname "web\\"1#2" 7 true
<Plugin "df">
  MountPoint "/a" "/b"
  <Type percent>
    WarningMax 49.5
  </Type>
</plugin>
Interval 10`;
    assert.deepEqual(parseConf(text, 'f').map(short), [
      ['loadplugin', ['memory']],
      ['hostname', ['web"1#2', '7', 'true']],
      [
        'plugin',
        ['df'],
        [
          ['mountpoint', ['/a', '/b']],
          ['type', ['percent'], [['warningmax', ['49.5']]]],
        ],
      ],
      ['interval', ['10']],
    ]);
  });

  it('has the place of each item, also behind a line that goes on', () => {
    const items = parseConf('\nExec "u" \\\n  "p"\n\nInterval 1\r\n', 'f');
    assert.deepEqual(
      items.map(({ key, values, file, line }) => [key, values, file, line]),
      [
        ['exec', ['u', 'p'], 'f', 2],
        ['interval', ['1'], 'f', 5],
      ],
    );
  });

  it('that collectd would refuse is read as far as possible', () => {
    const text = '</Plugin>\n<\n"\n<Plugin a>\n</Other>\nX 1\n<Chain "c">\n</Plugin>\nY "open\nZ';
    assert.deepEqual(parseConf(text, 'f').map(short), [
      [
        'plugin',
        ['a'],
        [
          ['x', ['1']],
          ['chain', ['c'], []],
        ],
      ],
      ['y', ['open']],
      ['z', []],
    ]);
  });
});
