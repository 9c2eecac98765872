import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Problem } from '../../../src/model/problem.ts';
import { groupFailures, namesOf, type FailureGroup } from '../../../src/report/groups.ts';
import { placeTexts } from '../../../src/report/group-places.ts';
import { ACCOUNT, aProblem, instanceId, OTHER, REGION } from '../builders.ts';
import { anyProblem } from './any-event.ts';

const ACCOUNTS = [ACCOUNT, OTHER, '444444444444'];
const none = namesOf([]);

/** A name of the n-th server, as people give them. */
function nameOf(number: number): string {
  return [`web-${number}`, `Shop ${number} (old)`, `db.${number}.example`, 'naïve café'][number % 4] ?? '';
}

function placeOf(number: number) {
  return { account: ACCOUNTS[number % 3] ?? '', region: REGION, instance: instanceId(number) };
}

const names = namesOf(
  Array.from({ length: 100 }, (_, number) => {
    const { account, region, instance } = placeOf(number);
    return { account, region, instance: { id: instance, name: nameOf(number) } };
  }),
);

/** AWS's answer to CreateImage of the n-th server: all in it that differs from server to server. */
function denied(number: number): Problem {
  const place = placeOf(number);
  const resource = `arn:aws:ec2:${place.region}:${place.account}:instance/${place.instance}`;
  const session = `arn:aws:sts::${place.account}:assumed-role/cross-account-ami/images-${number * 7919}`;
  const said = `UnauthorizedOperation: User: ${session} is not authorized to perform: ec2:CreateImage on resource: ${resource} because no identity-based policy allows it. Encoded authorization failure message: 4fQ${number}_x-Y${number * 31}z (Request ID: 59dbff89-35bd-4eac-99ed-be587ed${number}), name ${nameOf(number)}`;
  const denial = { action: 'ec2:CreateImage', resource };
  return aProblem('AccessDenied', { what: `Cannot create ${nameOf(number)}`, place, said, denied: denial });
}

function textsOf({ places }: FailureGroup): string[] {
  return placeTexts(places, (word) => word);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

test('60 refusals of CreateImage in three accounts are one group', () => {
  const groups = groupFailures(range(1, 60).map(denied), names);
  expect(groups.map(({ count, places }) => [count, places.length])).toEqual([[60, 3]]);
  expect(groups[0]?.what).toBe('Cannot create …');
});

describe('failures are one group', () => {
  const at = placeOf(1);
  const old = (day: number): Partial<Problem> => ({
    what: `The newest image was made on 2026-11-${day} 02:${day} UTC`,
  });

  test.each<{ why: string; one: Partial<Problem>; other: Partial<Problem>; count: number }>([
    { why: 'when only times differ', one: old(11), other: old(12), count: 1 },
    { why: 'not when what failed differs', one: { what: 'A' }, other: { what: 'B' }, count: 2 },
    { why: 'not when the code of AWS differs', one: { awsCode: 'A' }, other: { awsCode: 'B' }, count: 2 },
    {
      why: 'not when AWS said something else',
      one: { said: 'no policy' },
      other: { said: 'a boundary' },
      count: 2,
    },
    {
      why: 'not when the action differs',
      one: { denied: { action: 'ec2:A' } },
      other: { denied: { action: 'ec2:B' } },
      count: 2,
    },
    {
      why: 'not when there is another thing to do',
      one: { mend: 'Do this' },
      other: { mend: 'Do that' },
      count: 2,
    },
    {
      why: 'not when one fails a server, and one an account',
      one: { place: at },
      other: { place: { account: ACCOUNT } },
      count: 2,
    },
    {
      why: 'not when lines of a file are to be mended',
      one: { file: { path: 'a', line: 1, column: 1 } },
      other: { file: { path: 'a', line: 2, column: 1 } },
      count: 2,
    },
  ])('$why', ({ one, other, count }) => {
    const problems = [one, other].map((parts) => aProblem('ImageTooOld', parts));
    expect(groupFailures(problems, none)).toHaveLength(count);
  });

  test('not when they are mistakes in the inputs: each number counts there', () => {
    const mistakes = [1, 2].map((line) => aProblem('InputInvalid', { what: `line ${line} is wrong` }));
    expect(groupFailures(mistakes, none)).toHaveLength(2);
  });

  test('and what differs is left out', () => {
    const [group] = groupFailures(
      [11, 12].map((day) => aProblem('ImageTooOld', old(day))),
      none,
    );
    expect(group?.what).toBe('The newest image was made on … UTC');
  });

  test('and the policy of the first is the pattern for the others', () => {
    const problems = ACCOUNTS.map((account) =>
      aProblem('AssumeRoleDenied', { place: { account }, mend: `Allow arn:aws:iam::${account}:role/x` }),
    );
    expect(groupFailures(problems, none).map(({ mend }) => mend)).toEqual([
      `For ${ACCOUNT} (the others likewise): Allow arn:aws:iam::${ACCOUNT}:role/x`,
    ]);
  });
});

test('the whole run comes first, then accounts, regions, and servers', () => {
  const places = [
    placeOf(1),
    { account: ACCOUNT, region: REGION },
    { instance: 'i-1' },
    { account: OTHER },
    {},
  ];
  const groups = groupFailures(
    places.map((place) => aProblem('AwsFailed', { place })),
    none,
  );
  expect(groups.map(({ problem }) => places.indexOf(problem.place))).toEqual(
    [4, 3, 1, 0, 2].slice(0, groups.length),
  );
});

describe('the places of a group', () => {
  const alike = (places: readonly Problem['place'][], known = names) =>
    groupFailures(
      places.map((place) => aProblem('LimitReached', { place })),
      known,
    ).flatMap(textsOf);

  test('are servers by name for each account and region, and eight of them', () => {
    expect(alike([3, 6, 9, 12, 15, 18, 21, 24, 27, 30].map(placeOf))[0]).toBe(
      `${ACCOUNT} ${REGION}: naïve café, db.6.example, Shop 9 (old), web-12, naïve café (${instanceId(15)}), db.18.example, Shop 21 (old), web-24 and 2 more`.replace(
        'naïve café, db',
        `naïve café (${instanceId(3)}), db`,
      ),
    );
  });

  test('name a server once that fails twice, and one without a name by its id', () => {
    const place = placeOf(3);
    expect(alike([place, place], none)).toEqual([`${ACCOUNT} ${REGION}: ${place.instance}`]);
  });

  test('are whole accounts in one line, none of them lost', () => {
    const accounts = range(1, 40).map((number) => ({ account: String(100_000_000_000 + number) }));
    const [line, ...others] = alike(accounts);
    expect(others).toEqual([]);
    expect(accounts.filter(({ account }) => line?.includes(`${account} (whole account)`) === true)).toEqual(
      accounts,
    );
  });

  test('are counted beyond a dozen', () => {
    const many = range(1, 15).map((number) => ({
      account: ACCOUNT,
      region: `region-${number}`,
      instance: 'i-1',
    }));
    expect(alike(many).slice(-2)).toEqual([`${ACCOUNT} region-12: i-1`, 'and 3 more places']);
  });

  test('are nothing for a failure of the whole run', () => {
    expect(alike([{}])).toEqual([]);
  });
});

test('no group loses a failure: each is counted once, and each place and server is in its group', () => {
  fc.assert(
    fc.property(fc.array(anyProblem, { maxLength: 20 }), (problems) => {
      const groups = groupFailures(problems, none);
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(problems.length);
      for (const { code, place } of problems) {
        const server = place.instance ?? place.image;
        const holding = groups.filter(
          ({ problem, places }) =>
            problem.code === code &&
            places.some(({ account, region, servers }) => {
              const isThere = account === place.account && region === place.region;
              return isThere && (server === undefined ? servers.length === 0 : servers.includes(server));
            }),
        );
        expect(holding.length).toBeGreaterThan(0);
      }
    }),
  );
});
