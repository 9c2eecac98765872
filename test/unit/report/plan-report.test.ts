import { describe, expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import { foldPlan, type PlannedRow, type PlanReport } from '../../../src/report/plan-report.ts';
import { isToldByCells } from '../../../src/report/problem-text.ts';
import { ACCOUNT, aProblem, instanceId, REGION, tagsOf } from '../builders.ts';
import { history, reportFileOf, requestOf, selected, started } from './histories.ts';
import { denied, foreseen, HOUR, oldImage, planned, ROLE, tried } from './plan-histories.ts';

function planOf(...happenings: readonly Happening[]): PlanReport {
  return foldPlan(history(started({ mode: 'plan' }), ...happenings));
}

function rowsOf(...happenings: readonly Happening[]): readonly PlannedRow[] {
  return planOf(...happenings).instances;
}

describe('a planned instance', () => {
  test('that would get an image has the name, tags and volumes of it', () => {
    const tags = tagsOf({ Name: 'n', A: 'b' });
    const request = requestOf(1, { name: 'n', tags, excludedDevices: ['/dev/sdf'] });
    expect(rowsOf(planned(1, { request }))).toEqual([
      {
        target: 1,
        account: ACCOUNT,
        region: REGION,
        series: 'default',
        instance: { id: instanceId(1), name: 'web-1' },
        outcome: 'created',
        imageId: null,
        imageName: 'n',
        tags,
        excludedDevices: ['/dev/sdf'],
        snapshots: 2,
        sizeGiB: 16,
        reboots: false,
        code: null,
      },
    ]);
  });

  test.each(['adopted', 'skipped'] as const)('that would be %s has the image that is there', (outcome) => {
    const image = oldImage(1, HOUR, { name: 'old', tags: tagsOf({ A: 'old' }) });
    expect(rowsOf(planned(1, { outcome, image, snapshots: 0, sizeGiB: 8 }))).toMatchObject([
      { outcome, imageId: 'ami-1', imageName: 'old', tags: image.tags, sizeGiB: 8, snapshots: 0 },
    ]);
  });

  test('that would fail has the code, and no image', () => {
    expect(rowsOf(foreseen('NameTaken', 1))).toMatchObject([
      { outcome: 'failed', code: 'NameTaken', imageId: null, snapshots: 0, sizeGiB: null, tags: [] },
    ]);
    const of = { target: 1, account: null, region: null, series: 'a', instance: { id: 'i-1', name: 'i-1' } };
    expect(rowsOf({ kind: 'foreseen', of, problem: aProblem('InstanceNotFound') })).toMatchObject([
      { account: null, imageName: null, code: 'InstanceNotFound' },
    ]);
  });

  test('stands in the order of targets and instances as they were selected', () => {
    const rows = rowsOf(
      selected([3, 1, 2]),
      selected([4], 2),
      planned(4, { request: requestOf(4, { target: 2 }) }),
      planned(2),
      foreseen('NameTaken', 1),
      planned(3),
    );
    expect(rows.map((row) => row.instance.id)).toEqual([3, 1, 2, 4].map(instanceId));
  });
});

describe('what a backup would fail with', () => {
  test('is about a target or an instance, those of a whole target being no row', () => {
    const plan = planOf(foreseen('RegionDisabled'), foreseen('NameTaken', 1));
    expect(plan.foreseen.map(({ code }) => code)).toEqual(['RegionDisabled', 'NameTaken']);
    expect(plan.instances.map(({ code }) => code)).toEqual(['NameTaken']);
  });

  test('is told by the permissions when it is a matter of them', () => {
    const told = (['AccessDenied', 'AssumeRoleDenied', 'NameTaken', 'RegionDisabled'] as const).map((code) =>
      isToldByCells(aProblem(code)),
    );
    expect(told).toEqual([true, true, false, false]);
  });
});

test('cells stand in the order of the targets, those of the sign-in first', () => {
  const plan = planOf(
    tried({ action: 'ec2:CreateTags' }, 2),
    denied({ action: 'ec2:CreateImage' }, 1),
    { kind: 'tried', cell: { action: 'sts:AssumeRole', place: {}, role: ROLE, answer: 'allowed' } },
    tried({ action: 'ec2:DeleteSnapshot' }, 2),
  );
  expect(plan.cells.map(({ action }) => action)).toEqual([
    'sts:AssumeRole',
    'ec2:CreateImage',
    'ec2:CreateTags',
    'ec2:DeleteSnapshot',
  ]);
});

test('shards are those that were told, and none without them', () => {
  expect(planOf().shards).toEqual([]);
  expect(planOf({ kind: 'sharded', shards: ['1/2', '2/2'] }).shards).toEqual(['1/2', '2/2']);
});

describe('the report file', () => {
  const statement = { Effect: 'Allow', Action: 'ec2:CreateTags', Resource: '*' } as const;
  const happenings: Happening[] = [
    planned(1, {
      request: requestOf(1, { name: 'n', tags: tagsOf({ A: 'b' }), excludedDevices: ['/dev/sdf'] }),
    }),
    foreseen('NameTaken', 2),
    { kind: 'tried', cell: { action: 'sts:AssumeRole', place: {}, role: ROLE, answer: 'allowed' } },
    denied({ note: 'for 1 of 2', missing: 'ec2:CreateTags', statements: [statement] }),
    { kind: 'sharded', shards: ['1/1'] },
  ];

  test('has the documented members, unknown ones null', () => {
    const { plan } = reportFileOf(started({ mode: 'plan' }), ...happenings);
    const { instances, permissions, ...rest } = plan ?? {};
    const where = { target: 1, account_id: ACCOUNT, region: REGION, series: 'default' };
    expect(instances).toEqual([
      {
        ...where,
        instance_id: instanceId(1),
        instance_name: 'web-1',
        outcome: 'created',
        image_id: null,
        image_name: 'n',
        tags: { A: 'b' },
        excluded_devices: ['/dev/sdf'],
        snapshots: 2,
        size_gib: 16,
        reboots: false,
        code: null,
      },
      {
        ...where,
        instance_id: instanceId(2),
        instance_name: 'web-2',
        outcome: 'failed',
        image_id: null,
        image_name: requestOf(2).name,
        tags: {},
        excluded_devices: [],
        snapshots: 0,
        size_gib: null,
        reboots: false,
        code: 'NameTaken',
      },
    ]);
    expect(permissions).toEqual([
      {
        ...{ account_id: null, region: null, role_arn: ROLE, action: 'sts:AssumeRole', answer: 'allowed' },
        ...{ note: null, missing_action: null, statements: [] },
      },
      {
        ...{
          account_id: ACCOUNT,
          region: REGION,
          role_arn: ROLE,
          action: 'ec2:CreateImage',
          answer: 'denied',
        },
        ...{ note: 'for 1 of 2', missing_action: 'ec2:CreateTags', statements: [statement] },
      },
    ]);
    expect(rest).toMatchObject({ shards: ['1/1'], foreseen_failures: [{ code: 'NameTaken' }] });
  });

  test.each([
    { mode: 'plan', has: true },
    { mode: 'backup', has: false },
    { mode: 'check', has: false },
  ] as const)('of mode $mode has a plan: $has', ({ mode, has }) => {
    const file = reportFileOf(started({ mode }), ...happenings);
    expect('plan' in file).toBe(has);
    expect(file).toMatchObject({ mode, images: [] });
  });
});
