/** EC2 may refuse a call for want of another action: whose cell tells it. */
import { describe, expect, test } from '@jest/globals';
import { ACCOUNT, instanceId, REGION } from '../builders.ts';
import { denial } from '../fakes/trials.ts';
import { answer, cellOf, creations, IMAGES, judged, role, SNAPSHOTS } from './judging.ts';

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
      note: 'refused because ec2:CreateTags is not allowed',
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
      what: 'ec2:DescribeImageReferences is denied because ssm:GetParameters is not allowed',
      place: { account: ACCOUNT, region: REGION, image: 'ami-1' },
      mend: `Add to the policy of ${role}: ${JSON.stringify(statement)}`,
    });
  });
});

describe('denied within a call for want of an action that is a call itself', () => {
  const action = 'ec2:DescribeImageReferences';
  const refused = answer(action, 'ami-1', denial('ec2:DescribeInstances'));

  test('and is allowed as such: in the cell of the call within which it is denied', () => {
    const answers = [answer('ec2:DescribeInstances', ''), refused];
    const statement = {
      Effect: 'Allow',
      Action: 'ec2:DescribeInstances',
      Resource: '*',
      Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } },
    };
    expect(cellOf(answers, 'ec2:DescribeInstances')).toEqual({ answer: 'allowed' });
    expect(cellOf(answers, action)).toEqual({
      answer: 'denied',
      missing: 'ec2:DescribeInstances',
      statements: [statement],
    });
    expect(judged(answers, action).problem).toMatchObject({
      what: 'ec2:DescribeImageReferences is denied because ec2:DescribeInstances is not allowed',
      mend: `Add to the policy of ${role}: ${JSON.stringify(statement)}`,
    });
  });

  test('and is denied as such, too: once, in its own cell', () => {
    const answers = [answer('ec2:DescribeInstances', '', denial('ec2:DescribeInstances')), refused];
    expect(cellOf(answers, 'ec2:DescribeInstances')).toEqual({
      answer: 'denied',
      missing: 'ec2:DescribeInstances',
      statements: [
        {
          Effect: 'Allow',
          Action: 'ec2:DescribeInstances',
          Resource: '*',
          Condition: { StringEquals: { 'ec2:Region': REGION } },
        },
      ],
    });
    expect(cellOf(answers, action)).toEqual({
      answer: 'cannot be tried',
      note: 'refused because ec2:DescribeInstances is not allowed',
    });
  });

  test('and is the same right in both: in its own cell, for as many as it is', () => {
    const answers = [
      answer('ec2:DeleteSnapshot', 'snap-1'),
      answer('ec2:DeregisterImage', 'ami-2', denial('ec2:DeleteSnapshot')),
    ];
    expect(cellOf(answers, 'ec2:DeleteSnapshot')).toMatchObject({ answer: 'denied', note: 'for 1 of 2' });
    expect(cellOf(answers, 'ec2:DeregisterImage')).toEqual({
      answer: 'cannot be tried',
      note: 'refused because ec2:DeleteSnapshot is not allowed',
    });
  });
});
