/** What the trials answered, as the cells of the permission matrix. */
import { describe, expect, test } from '@jest/globals';
import { closedCells, judgeCells, saidText } from '../../../src/permissions/cells.ts';
import { ACCOUNT, aProblem, instanceId, REGION } from '../builders.ts';
import { denial } from '../fakes/trials.ts';
import {
  answer,
  cellOf,
  creations,
  IMAGES,
  INSTANCES,
  judged,
  needs,
  role,
  SNAPSHOTS,
  untried,
  where,
} from './judging.ts';

const requestTags = ['run-key', 'instance-id'].map(
  (name) => [`aws:RequestTag/cross-account-ami:${name}`, 'false'] as const,
);
const createStatements = [
  {
    Effect: 'Allow',
    Action: 'ec2:CreateImage',
    Resource: [IMAGES, SNAPSHOTS],
    Condition: {
      Null: Object.fromEntries(requestTags),
      StringEquals: { 'aws:RequestTag/cross-account-ami:repository-id': '777' },
    },
  },
  { Effect: 'Allow', Action: 'ec2:CreateImage', Resource: INSTANCES },
];

test('one cell for each action, in the order of the matrix', () => {
  expect(judgeCells(needs, [], where, untried).map(({ cell }) => cell.action)).toEqual(needs);
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

test('against an explicit deny of another policy no statement helps', () => {
  const refusal = { ...denial('ec2:CreateImage', 'service control policy'), mend: 'Ask for an exception.' };
  const answers = creations(refusal);
  expect(cellOf(answers, 'ec2:CreateImage')).toEqual({ answer: 'denied', missing: 'ec2:CreateImage' });
  expect(judged(answers, 'ec2:CreateImage').problem).toMatchObject({ mend: 'Ask for an exception.' });
});

describe('cannot be tried', () => {
  const nothing = { answer: 'cannot be tried' };
  test.each([
    { action: 'ec2:CreateImage', note: 'there is no instance' },
    { action: 'ec2:CreateTags', note: 'EC2 checks it only together with ec2:CreateImage' },
    { action: 'ec2:DeregisterImage', note: 'there is no image' },
    { action: 'ec2:DeleteSnapshot', note: 'there is no image' },
    { action: 'ec2:DescribeImageReferences', note: 'there is no image' },
    { action: 'KMS keys', note: 'EC2 uses the keys of encrypted volumes only when it makes the image' },
    { action: 'EC2 quotas', note: 'EC2 checks its quotas only when it makes the image' },
  ])('$action, when nothing was', ({ action, note }) => {
    expect(cellOf([], action)).toEqual({ ...nothing, note });
  });

  test('ec2:CreateImage, when the instances could not be looked up: not for want of instances', () => {
    const answers = [answer('ec2:DescribeInstances', '', denial('ec2:DescribeInstances'))];
    expect(cellOf(answers, 'ec2:CreateImage')).toEqual({
      ...nothing,
      note: 'the instances could not be looked up',
    });
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
    needs.map((action) => ({
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
