/** The whole summary of a plan: its parts, its size, and names that would love to be markup. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import { foldEvents } from '../../../src/report/report.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { anInstance, aProblem, instanceId, tagsOf } from '../builders.ts';
import { anyEvents } from './any-event.ts';
import { reportOf, requestOf, selected, START, started } from './histories.ts';
import { foreignMarkup, headingsOf } from './page.ts';
import { checked, denied, EVIL, foreseen, oldImage, planned, signedIn, tried } from './plan-histories.ts';

const MEBIBYTE = 1024 * 1024;
const plan = started({ mode: 'plan' });

function textOf(...happenings: readonly Happening[]): string {
  return summaryText(reportOf(...happenings));
}

describe('the summary of a plan', () => {
  const retained: Happening = { kind: 'retained', of: requestOf(1), verdicts: [] };

  test('has what fails, permissions, what would be done, and retention', () => {
    const text = textOf(plan, signedIn, retained, planned(1), foreseen('NameTaken', 2), denied());
    expect(headingsOf(text)).toEqual(['What fails', 'Permissions', 'What a backup would do', 'Retention']);
  });

  test('begins with the verdict', () => {
    expect(textOf(plan, signedIn, tried(), planned(1)).split('\n')[0]).toBe(
      '## ✅ A backup would create 1 image; no permission that can be tried is missing',
    );
  });

  test('tells what would fail with its mend', () => {
    const problem = aProblem('NameTaken', { what: 'It is taken', mend: 'Do `this`' });
    expect(textOf(plan, { kind: 'foreseen', target: 1, problem })).toContain(
      'It is taken<br>➜ Do <code>this</code>',
    );
  });

  test.each(['AccessDenied', 'AssumeRoleDenied'] as const)(
    'does not repeat what the permissions tell: %s',
    (code) => {
      const text = textOf(plan, signedIn, foreseen(code, 1), denied());
      expect(headingsOf(text)).toEqual(['What fails', 'Permissions', 'What a backup would do']);
      expect(text).toContain(`❌ failed<br>${code}`);
    },
  );

  test('has no table of images, and another mode has no plan', () => {
    expect(textOf(plan, planned(1))).not.toContain('### Images');
    expect(headingsOf(textOf(started(), planned(1), tried()))).toEqual([]);
  });
});

const accounts = Array.from({ length: 100 }, (_, at) => String(200_000_000_000 + at));
const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
const actions = [
  'ec2:CreateImage',
  'ec2:CreateTags',
  'ec2:DescribeInstances',
  'ec2:DescribeImages',
  'ec2:DescribeSnapshots',
  'ec2:DeleteSnapshot',
  'ec2:DeregisterImage',
  'ec2:DescribeImageAttribute',
  'ec2:DescribeImageReferences',
  'ec2:DescribeInstanceStatus',
] as const;

/** 300 accounts and regions, each with a role of its own. */
const places = accounts.flatMap((account, at) =>
  regions.map((region, number) => {
    return {
      account,
      region,
      target: at * 3 + number + 1,
      role: `arn:aws:iam::${account}:role/cross-account-ami`,
    };
  }),
);

function cells(make: typeof denied | typeof tried, parts: Parameters<typeof tried>[0] = {}): Happening[] {
  return places.flatMap(({ account, region, target, role }) => {
    return actions.map((action) => make({ action, place: { account, region }, role, ...parts }, target));
  });
}

function plannedEverywhere(count: number, name: string): Happening[] {
  return places.flatMap(({ account, region, target }) =>
    Array.from({ length: count }, (_, at) => {
      const instance = anInstance({ id: instanceId(target * 100 + at), name });
      const tags = tagsOf({ Name: name, 'cross-account-ami:series': 'nightly' });
      const request = requestOf(1, { target, account, region, instance, name, tags });
      return planned(1, { request });
    }),
  );
}

const statement = {
  Effect: 'Allow',
  Action: 'ec2:CreateImage',
  Resource: places.slice(0, 3).map(({ region }) => `arn:aws:ec2:${region}::image/*`),
} as const;

describe('of 300 accounts and regions the summary is smaller than 1 MiB', () => {
  test.each<{ why: string; happenings: Happening[] }>([
    { why: 'everything is allowed', happenings: cells(tried) },
    { why: 'everything is denied', happenings: cells(denied, { statements: [statement] }) },
    {
      why: 'nothing can be tried, for long reasons',
      happenings: cells(tried, { answer: 'cannot be tried', note: '<'.repeat(2_000) }),
    },
    { why: '10 instances in each have hostile names', happenings: plannedEverywhere(10, EVIL) },
    { why: '20 instances in each have long names', happenings: plannedEverywhere(20, '<'.repeat(255)) },
    {
      why: 'everything at once',
      happenings: [
        ...cells(denied, { statements: [statement], note: EVIL }),
        ...plannedEverywhere(10, EVIL.repeat(3)),
        ...Array.from({ length: 3_000 }, (_, at) => foreseen('NameTaken', at + 1)),
        ...places.map((place): Happening => ({ kind: 'warned', text: EVIL.repeat(50), place })),
        ...places.map((place): Happening => ({ kind: 'removed', what: EVIL.repeat(50), place })),
      ],
    },
  ])('when $why', ({ happenings }) => {
    const text = textOf(plan, signedIn, ...happenings);
    expect(Buffer.byteLength(text)).toBeLessThan(MEBIBYTE);
    expect(foreignMarkup(text.split('\n'))).toEqual([]);
  });

  test('when all their images are checked', () => {
    const happenings = places.flatMap(({ account, region, target }) =>
      Array.from({ length: 20 }, (_, at) => {
        const instance = anInstance({ id: instanceId(target * 100 + at), name: '<'.repeat(255) });
        return checked(1, { kind: 'fresh', image: oldImage(1) }, { target, account, region, instance });
      }),
    );
    const text = textOf(started({ mode: 'check' }), selected([1]), ...happenings);
    expect(Buffer.byteLength(text)).toBeLessThan(MEBIBYTE);
    expect(text).toMatch(/\d+ more rows in the report file\./);
  });
});

test('whatever happens, the summary holds no markup of others', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const fixed = events.filter(({ kind }) => kind !== 'started');
      for (const mode of ['plan', 'check', 'wait'] as const) {
        const text = summaryText(foldEvents([{ at: START, ...started({ mode }) }, ...fixed]));
        expect(foreignMarkup(text.split('\n').slice(1))).toEqual([]);
      }
    }),
  );
});
