/** What the trials answered, as the cells of the permission matrix. */
import { describe, expect, test } from '@jest/globals';
import type { PermissionCell } from '../../../src/model/permission.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { closedCells, judgeCells, saidText } from '../../../src/permissions/cells.ts';
import { actionsOf, needsOf, type Way } from '../../../src/permissions/needs.ts';
import type { Answer } from '../../../src/permissions/recorded.ts';
import { ACCOUNT, aProblem, aTarget, instanceId, REGION, roleOf } from '../builders.ts';
import { denial } from '../fakes/trials.ts';

const role = roleOf(ACCOUNT).roleArn;
const where = { role, account: ACCOUNT, region: REGION, repositoryId: '777' };
const IMAGES = `arn:aws:ec2:${REGION}::image/*`;
const SNAPSHOTS = `arn:aws:ec2:${REGION}::snapshot/*`;
const INSTANCES = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/*`;

const all: Way = { watches: true, prunes: true, encrypted: true };
const needs = needsOf([aTarget()], all);

const NO_IMAGE = 'no image of ours is there to try it with';

function answer(action: string, on: string, problem?: Problem): Answer {
  return {
    action,
    on,
    reply: problem === undefined ? { ok: true, value: undefined } : { ok: false, problem },
  };
}

function creations(...problems: readonly (Problem | undefined)[]): Answer[] {
  return problems.map((problem, at) => answer('ec2:CreateImage', instanceId(at + 1), problem));
}

function judged(answers: readonly Answer[], action: string) {
  const found = judgeCells(needs, answers, where, NO_IMAGE).find(({ cell }) => cell.action === action);
  if (found === undefined) throw new Error(`no cell for ${action}`);
  return found;
}

function cellOf(answers: readonly Answer[], action: string): Partial<PermissionCell> {
  const { place, role: caller, action: own, ...rest } = judged(answers, action).cell;
  expect([own, place, caller]).toEqual([action, { account: ACCOUNT, region: REGION }, role]);
  return rest;
}

const requestTags = ['run-key', 'instance-id', 'repository-id'].map(
  (name) => [`aws:RequestTag/cross-account-ami:${name}`, 'false'] as const,
);
const createStatements = [
  {
    Effect: 'Allow',
    Action: 'ec2:CreateImage',
    Resource: [IMAGES, SNAPSHOTS],
    Condition: { Null: Object.fromEntries(requestTags) },
  },
  { Effect: 'Allow', Action: 'ec2:CreateImage', Resource: INSTANCES },
];

test('one cell for each action, in the order of the matrix', () => {
  expect(judgeCells(needs, [], where, NO_IMAGE).map(({ cell }) => cell.action)).toEqual(actionsOf(needs));
});

test('allowed', () => {
  expect(cellOf(creations(undefined, undefined), 'ec2:CreateImage')).toEqual({ answer: 'allowed' });
  expect(judged(creations(undefined), 'ec2:CreateImage').problem).toBeUndefined();
});

describe('denied', () => {
  test('for all', () => {
    const answers = creations(denial('ec2:CreateImage'), denial('ec2:CreateImage'));
    expect(cellOf(answers, 'ec2:CreateImage')).toEqual({
      answer: 'denied',
      missing: 'ec2:CreateImage',
      statements: createStatements,
    });
    expect(judged(answers, 'ec2:CreateImage').problem).toEqual({
      ...denial('ec2:CreateImage'),
      place: { account: ACCOUNT, region: REGION },
      what: 'ec2:CreateImage is denied',
      mend: `Add to the policy of ${role}: ${createStatements.map((each) => JSON.stringify(each)).join(', ')}`,
    });
  });

  test('for 2 of 3', () => {
    const answers = creations(denial('ec2:CreateImage'), undefined, denial('ec2:CreateImage'));
    expect(cellOf(answers, 'ec2:CreateImage')).toMatchObject({ answer: 'denied', note: 'for 2 of 3' });
    expect(judged(answers, 'ec2:CreateImage').problem).toMatchObject({
      what: 'ec2:CreateImage is denied for 2 of 3',
      place: { account: ACCOUNT, region: REGION },
    });
  });

  test.each([
    {
      on: 'an instance',
      answers: creations(undefined, denial('ec2:CreateImage')),
      place: { instance: instanceId(2) },
    },
    {
      on: 'an image',
      answers: [answer('ec2:DeregisterImage', 'ami-1', denial('ec2:DeregisterImage'))],
      place: { image: 'ami-1' },
    },
    {
      on: 'a snapshot',
      answers: [answer('ec2:DeleteSnapshot', 'snap-1', denial('ec2:DeleteSnapshot'))],
      place: {},
    },
    {
      on: 'nothing, for a look-up',
      answers: [answer('ec2:DescribeSnapshots', '', denial('ec2:DescribeSnapshots'))],
      place: {},
    },
  ])('on $on alone, which is named', ({ answers, place }) => {
    const action = answers[0]?.action ?? '';
    expect(judged(answers, action).problem?.place).toEqual({ account: ACCOUNT, region: REGION, ...place });
  });

  test('when AWS names no action, the action that was tried is missing', () => {
    const nameless = aProblem('AccessDenied', { what: 'Cannot create the image' });
    expect(cellOf(creations(nameless), 'ec2:CreateImage')).toEqual({
      answer: 'denied',
      missing: 'ec2:CreateImage',
      statements: createStatements,
    });
  });

  test('one denial among answers that say nothing of permissions is one of them all', () => {
    const answers = creations(aProblem('Throttled'), denial('ec2:CreateImage'));
    expect(cellOf(answers, 'ec2:CreateImage')).toMatchObject({ answer: 'denied', note: 'for 1 of 2' });
  });
});

describe('denied for want of another action', () => {
  test('that has a cell of its own: there', () => {
    const answers = creations(denial('ec2:CreateTags'));
    const statement = {
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: [IMAGES, SNAPSHOTS],
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateImage' } },
    };
    expect(cellOf(answers, 'ec2:CreateTags')).toEqual({
      answer: 'denied',
      missing: 'ec2:CreateTags',
      statements: [statement],
    });
    expect(judged(answers, 'ec2:CreateTags').problem).toMatchObject({
      code: 'AccessDenied',
      phase: 'plan',
      place: { account: ACCOUNT, region: REGION, instance: instanceId(1) },
      what: 'ec2:CreateTags is denied',
      mend: `Add to the policy of ${role}: ${JSON.stringify(statement)}`,
    });
    expect(cellOf(answers, 'ec2:CreateImage')).toEqual({
      answer: 'cannot be tried',
      note: 'refused for want of ec2:CreateTags',
    });
  });

  test('that has a cell of its own, for some: both cells say what they know', () => {
    const answers = creations(denial('ec2:CreateTags'), undefined, denial('ec2:CreateImage'));
    expect(cellOf(answers, 'ec2:CreateTags')).toMatchObject({ answer: 'denied' });
    expect(cellOf(answers, 'ec2:CreateImage')).toMatchObject({ answer: 'denied', note: 'for 1 of 2' });
  });

  test('that has none: in the cell of the call', () => {
    const action = 'ec2:DescribeImageReferences';
    const answers = [answer(action, 'ami-1', denial('ssm:GetParameters'))];
    const statement = {
      Effect: 'Allow',
      Action: 'ssm:GetParameters',
      Resource: '*',
      Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } },
    };
    expect(cellOf(answers, action)).toEqual({
      answer: 'denied',
      missing: 'ssm:GetParameters',
      statements: [statement],
    });
    expect(judged(answers, action).problem).toMatchObject({
      what: 'ec2:DescribeImageReferences is denied for want of ssm:GetParameters',
      place: { account: ACCOUNT, region: REGION, image: 'ami-1' },
      mend: `Add to the policy of ${role}: ${JSON.stringify(statement)}`,
    });
  });
});

test('against an explicit deny of another policy no statement helps', () => {
  const refusal = { ...denial('ec2:CreateImage', 'service control policy'), mend: 'Ask for an exception.' };
  const answers = creations(refusal);
  expect(cellOf(answers, 'ec2:CreateImage')).toEqual({ answer: 'denied', missing: 'ec2:CreateImage' });
  expect(judged(answers, 'ec2:CreateImage').problem).toMatchObject({ mend: 'Ask for an exception.' });
});

describe('cannot be tried', () => {
  const nothing = { answer: 'cannot be tried' };
  test.each([
    { action: 'ec2:CreateImage', note: 'no instance is there to make an image of' },
    { action: 'ec2:CreateTags', note: 'EC2 checks it only together with ec2:CreateImage' },
    { action: 'ec2:DeregisterImage', note: 'no image of ours is there to try it with' },
    { action: 'ec2:DeleteSnapshot', note: 'no image of ours is there to try it with' },
    { action: 'ec2:DescribeImageReferences', note: 'no image of ours is there to try it with' },
    { action: 'KMS keys', note: 'EC2 uses the keys of encrypted volumes only when it makes the image' },
    { action: 'EC2 quotas', note: 'EC2 counts only when it makes the image' },
  ])('$action, when nothing was', ({ action, note }) => {
    expect(cellOf([], action)).toEqual({ ...nothing, note });
  });

  test('with AWS’s words, when they are not about permissions', () => {
    const said = 'RequestLimitExceeded: Request limit exceeded.';
    const answers = creations(aProblem('Throttled', { said }));
    expect(cellOf(answers, 'ec2:CreateImage')).toEqual({ ...nothing, note: `AWS said: ${said}` });
    expect(judged(answers, 'ec2:CreateImage').problem).toBeUndefined();
  });

  test('is none when another trial of it was allowed', () => {
    expect(cellOf(creations(aProblem('VolumeBusy'), undefined), 'ec2:CreateImage')).toEqual({
      answer: 'allowed',
    });
  });
});

test('a place that cannot be looked into has a cell for each action, all with the same note', () => {
  const cells = closedCells(needs, where, 'the role could not be assumed');
  expect(cells).toEqual(
    actionsOf(needs).map((action) => ({
      cell: {
        action,
        place: { account: ACCOUNT, region: REGION },
        role,
        answer: 'cannot be tried',
        note: 'the role could not be assumed',
      },
    })),
  );
});

test.each([
  { problem: aProblem('AwsFailed', { said: 'InternalError: oops' }), text: 'AWS said: InternalError: oops' },
  { problem: aProblem('AwsFailed', { what: 'Cannot look up images' }), text: 'Cannot look up images' },
])('a reply in words: $text', ({ problem, text }) => {
  expect(saidText(problem)).toBe(text);
});
