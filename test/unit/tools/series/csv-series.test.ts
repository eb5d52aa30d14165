import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseCsvSeries, readCsvSeries } from '../../../../tools/series/csv-series.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('a CSV series', function () {
  const folder = scratchFolder();

  it('is read with the line ends of any system, a byte order mark and empty lines', function () {
    for (const text of ['t,value\n1.5,2e3\n4,-1\n', '\uFEFFt, value\r\n\r\n1.5, 2e3\r\n4,-1\r\n\r\n']) {
      assert.deepEqual(parseCsvSeries(text, 'x.csv'), {
        name: 'x.csv',
        samples: [
          { time: 1.5, value: 2000 },
          { time: 4, value: -1 },
        ],
        remarks: [],
      });
    }
  });

  it('is read without its gaps, repetitions and disorder, which are counted in one line', function () {
    const text = 't,value\n1,1\n2,\n3,nan\n3.5,Inf\n4,4\n4,5\n2,6\n5,5\n';
    const { samples, remarks } = parseCsvSeries(text, 'x.csv');
    assert.deepEqual(
      samples.map(({ time }) => time),
      [1, 4, 5],
    );
    assert.deepEqual(remarks, [
      'x.csv: 5 of 8 samples are left out: 3 without a number (the first: line 3), ' +
        '1 with the time of the one before (the first: line 7), ' +
        '1 older than the one before (the first: line 8); sort by time to have them replayed',
    ]);
  });

  it('is refused with the line and what is expected there', function () {
    for (const [text, message] of [
      ['', 'x.csv: is empty; expected the line "t,value", then a time and a value a line'],
      [' \n\n', 'x.csv: is empty; expected the line "t,value", then a time and a value a line'],
      [
        '1,2\n3,4',
        'x.csv:1: expected the line "t,value", not "1,2"; put it above the times and values, or name the columns by --time-column and --value-column',
      ],
      ['t,value\n1,2\n1;2', 'x.csv:3: expected a time and a number, not "1;2"; mend or remove the line'],
      ['t,value\n1,2,3', 'x.csv:2: expected a time and a number, not "1,2,3"; mend or remove the line'],
      ['t,value\n,2', 'x.csv:2: expected a time and a number, not ",2"; mend or remove the line'],
      ['t,value\nnan,2', 'x.csv:2: expected a time and a number, not "nan,2"; mend or remove the line'],
      ['t,value\n1,two', 'x.csv:2: expected a time and a number, not "1,two"; mend or remove the line'],
      [
        't;value\n30.11.2026 16:04:40;1,5',
        'x.csv:2: expected a time and a number, not "30.11.2026 16:04:40;1,5"; mend or remove the line; a time is seconds since 1970, or like 2026-11-14 03:12:00',
      ],
      ['t,value\n', 'x.csv: has no sample to replay'],
      [
        't,value\n1,nan',
        'x.csv: has no sample to replay; 1 of 1 sample is left out: 1 without a number (the first: line 2)',
      ],
    ] as const) {
      assert.throws(() => parseCsvSeries(text, 'x.csv'), { name: 'OutsideError', message });
    }
  });

  it('is read as people have it: other separators, names, columns, quotes and decimal commas', function () {
    for (const [text, names] of [
      ['time;used\n1,5;2e3\n4;-1,0', {}],
      ['\uFEFFsep=;\r\ntime;used\r\n1.5;2000\r\n4;-1', {}],
      ['"Time","used; of web1"\n1.5,2000\n4,-1', {}],
      ['#group,false\n#datatype,string,long\n#default,_result\n,result,_time,_value\n,,1.5,2000\n,,4,-1', {}],
      ['used\tTimestamp\n2000\t1.5\n-1\t4', {}],
      ['"t","host","value"\n"1.5","a,b","2e3"\n"4","c","-1"', {}],
      ['host,when,used,free\na,1.5,2000,7\na,4,-1,8', { time: 'when', value: 'used' }],
    ] as const) {
      assert.deepEqual(parseCsvSeries(text, 'x.csv', names).samples, [
        { time: 1.5, value: 2000 },
        { time: 4, value: -1 },
      ]);
    }
  });

  it('is read with times in ISO 8601, or in fractions of a second since 1970', function () {
    const time = Date.UTC(2026, 10, 21, 2) / 1000;
    for (const [first, second] of [
      ['2026-11-21T02:00:00Z', '2026-11-21T02:00:01.5Z'],
      ['2026-11-21 03:00:00 +01:00', '2026-11-21 03:00:01.5 +01:00'],
      ['2026-11-21 02:00:00 UTC', '2026-11-21 02:00:01.500 UTC'],
      [`${time}000`, `${time + 1}500`],
      [`${time}000000`, `${time + 1}500000`],
      [`${time}000000000`, `${time + 1}500000000`],
    ]) {
      const { samples } = parseCsvSeries(`t,value\n${first},1\n${second},2`, 'x.csv');
      assert.deepEqual(
        samples.map((sample) => sample.time),
        [time, time + 1.5],
        first,
      );
    }
  });

  it('is refused when a column that was named is not there, or the unit of the times changes', function () {
    assert.throws(() => parseCsvSeries('a,b\n1,2', 'x.csv', { time: 'a', value: 'c' }), {
      message: 'x.csv:1: has no column for --value-column c; there are: a, b',
    });
    assert.throws(() => parseCsvSeries('t,value\n1795226495,1\n1795226496716,2', 'x.csv'), {
      message: 'x.csv:3: expected a time and a number, not "1795226496716,2"; mend or remove the line',
    });
  });

  it('is refused where its times are days, as spreadsheets count them, and not where seconds are as close', function () {
    assert.throws(() => parseCsvSeries('time,value\n46347.5,1\n46347.50001157,2\n', 'x.csv'), {
      name: 'OutsideError',
      message:
        /^x\.csv: its times, such as 46347\.5, seem to be days, as spreadsheets count them; format the column/,
    });
    assert.equal(parseCsvSeries('time,value\n0.5,1\n0.50001157,2\n', 'x.csv').samples.length, 2);
    assert.equal(parseCsvSeries('time,value\n46347.5,1\n46348,2\n', 'x.csv').samples.length, 2);
    assert.equal(parseCsvSeries('time,value\n46347.5,1\n', 'x.csv').samples.length, 1);
  });

  it('counts its lines with the line of the separator', function () {
    assert.throws(() => parseCsvSeries('sep=,\nt,value\nx,1\n', 'x.csv'), {
      message: /^x\.csv:3: expected a time/,
    });
  });

  it('is refused in one line when it cannot be read', function () {
    const missing = join(folder(), 'none.csv');
    assert.throws(() => readCsvSeries(missing), {
      name: 'OutsideError',
      message: new RegExp(`^${missing}: cannot be read: [^\n]*$`),
    });
  });
});
