import { describe, expect, test } from '@jest/globals';
import { foldRows, type Row } from '../../../src/report/rows.ts';
import { ACCOUNT, instanceId, REGION } from '../builders.ts';
import { available, created, failed, history, imageOf, requestOf, selected, START } from './histories.ts';
import type { Happening } from '../../../src/model/event.ts';

function rowsOf(...happenings: readonly Happening[]): Row[] {
  return foldRows(history(...happenings));
}

describe('a row', () => {
  test('of an accepted image', () => {
    expect(rowsOf(created(1))).toEqual([
      {
        target: 1,
        account: ACCOUNT,
        region: REGION,
        series: 'default',
        instance: { id: instanceId(1), name: 'web-1' },
        outcome: 'created',
        imageId: 'ami-1',
        imageName: requestOf(1).name,
        state: 'pending',
        snapshots: [],
        sizeGiB: null,
        acceptedAt: START,
        availableAt: null,
        launch: null,
      },
    ]);
  });

  test('of an available image', () => {
    expect(rowsOf(created(1), available(1))).toMatchObject([
      {
        outcome: 'created',
        state: 'available',
        snapshots: ['snap-1'],
        sizeGiB: 8,
        acceptedAt: START,
        availableAt: START + 1_000,
      },
    ]);
  });

  test('of an adopted image is as old as the image', () => {
    const image = imageOf(1, { createdAt: START - 60_000, state: 'pending' });
    expect(rowsOf({ kind: 'adopted', request: requestOf(1), image }, available(1))).toMatchObject([
      { outcome: 'adopted', state: 'available', acceptedAt: START - 60_000, availableAt: START + 1_000 },
    ]);
  });

  test('of an image that was available when it was adopted: since when nobody knows', () => {
    const image = imageOf(1, { createdAt: START - 60_000 });
    const adopted = { kind: 'adopted', request: requestOf(1), image } as const;
    const row = { outcome: 'adopted', state: 'available', acceptedAt: START - 60_000, availableAt: null };
    expect(rowsOf(adopted)).toMatchObject([row]);
    expect(rowsOf(adopted, available(1))).toMatchObject([{ ...row, imageId: 'ami-1', sizeGiB: 8 }]);
  });

  test('of an adopted image is that of its series alone', () => {
    const of = (series: string, state: string): Happening => {
      return { kind: 'adopted', request: requestOf(1, { series }), image: imageOf(1, { state }) };
    };
    const rows = rowsOf(
      of('a', 'available'),
      of('b', 'pending'),
      available(1, { series: 'a' }),
      available(1, { series: 'b' }),
    );
    expect(rows.map(({ series, availableAt }) => [series, availableAt])).toEqual([
      ['a', null],
      ['b', START + 3_000],
    ]);
  });

  test('of an image that nobody asked for is available all the same', () => {
    expect(rowsOf(available(1))).toMatchObject([
      { imageId: 'ami-1', state: 'available', acceptedAt: null, availableAt: START },
    ]);
  });

  test('of an instance that was refused', () => {
    expect(rowsOf(failed(1, 'InstanceStoreRoot'))).toMatchObject([
      { outcome: 'failed', imageId: null, state: null, acceptedAt: null },
    ]);
  });

  test('of an instance that nobody has', () => {
    const of = { target: 2, account: null, region: null, series: 'a', instance: { id: 'i-1', name: 'i-1' } };
    const problem = { code: 'InstanceNotFound', phase: 'plan', place: {}, what: '' } as const;
    expect(rowsOf({ kind: 'failed', of, problem })).toMatchObject([
      { target: 2, account: null, region: null, instance: { id: 'i-1' }, imageName: null, outcome: 'failed' },
    ]);
  });

  test('of an image that failed keeps its id', () => {
    const image = imageOf(1, { state: 'failed', sizeGiB: 0 });
    expect(rowsOf(created(1), failed(1, 'ImageFailed', image))).toMatchObject([
      { outcome: 'failed', imageId: 'ami-1', state: 'failed', sizeGiB: null },
    ]);
  });

  test.each([{ code: 'WaitTimedOut' }, { code: 'Cancelled' }, { code: 'RebootNotRecovered' }] as const)(
    'of an image that goes on after $code stays created',
    ({ code }) => {
      expect(rowsOf(created(1), failed(1, code))).toMatchObject([
        { outcome: 'created', imageId: 'ami-1', state: 'pending' },
      ]);
    },
  );

  test('of an adopted image that goes on stays adopted', () => {
    const adopted = {
      kind: 'adopted',
      request: requestOf(1),
      image: imageOf(1, { state: 'pending' }),
    } as const;
    expect(rowsOf(adopted, failed(1, 'WaitTimedOut'))).toMatchObject([
      { outcome: 'adopted', state: 'pending' },
    ]);
  });

  test('of an instance that was never asked for is failed after a cancellation', () => {
    expect(rowsOf(failed(1, 'Cancelled'))).toMatchObject([{ outcome: 'failed', imageId: null }]);
  });

  test('of an instance in two series is one for each', () => {
    expect(
      rowsOf(created(1, { series: 'a' }), created(1, { series: 'b' })).map(({ series }) => series),
    ).toEqual(['a', 'b']);
  });
});

describe('the order of the rows', () => {
  test('is that of targets, regions and instances, whatever happened first', () => {
    const east = { region: 'us-east-1' };
    const rows = rowsOf(
      selected([5], 2),
      selected([3, 1], 1, 'us-east-1'),
      selected([2, 4], 1),
      created(5, { target: 2 }),
      created(4),
      created(1, east),
      created(2),
      created(3, east),
    );
    expect(rows.map(({ target, region, instance }) => [target, region, instance.id])).toEqual([
      [1, 'us-east-1', instanceId(3)],
      [1, 'us-east-1', instanceId(1)],
      [1, REGION, instanceId(2)],
      [1, REGION, instanceId(4)],
      [2, REGION, instanceId(5)],
    ]);
  });

  test('puts an instance that nobody has behind the others of its target', () => {
    const nobody = {
      target: 1,
      account: null,
      region: null,
      series: 'default',
      instance: { id: 'i-0', name: 'i-0' },
    };
    const problem = { code: 'InstanceNotFound', phase: 'plan', place: {}, what: '' } as const;
    const rows = rowsOf(
      { kind: 'failed', of: nobody, problem },
      selected([1]),
      created(9, { target: 2 }),
      created(1),
    );
    expect(rows.map(({ instance }) => instance.id)).toEqual([instanceId(1), 'i-0', instanceId(9)]);
  });

  test('is that of the first selection when an instance was selected twice', () => {
    const rows = rowsOf(selected([1, 2]), selected([2, 1]), created(2), created(1));
    expect(rows.map(({ instance }) => instance.id)).toEqual([instanceId(1), instanceId(2)]);
  });
});
