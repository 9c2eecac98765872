/** The target role: whom it trusts, and that it can create tagged images and do nothing worse. */
import { describe, expect, test } from '@jest/globals';
import { actionRows } from './guide.ts';
import { conditionValues, permissions, trust } from './policy.ts';
import type { Statement } from './policy.ts';
import { deploy, readTemplate } from './template.ts';

const template = readTemplate(new URL('../../iam/target-role.yaml', import.meta.url));
const MAIN_ROLE = 'arn:aws:iam::111111111111:role/cross-account-ami-main';
const OUR_TAGS = ['run-key', 'instance-id', 'repository-id'].map(
  (tag) => `aws:RequestTag/cross-account-ami:${tag}`,
);
const READING = [
  'ec2:DescribeImages',
  'ec2:DescribeInstanceStatus',
  'ec2:DescribeInstances',
  'ec2:DescribeSnapshots',
  'ec2:DescribeVolumes',
];
const ALL = ['ec2:CreateImage', 'ec2:CreateTags', ...READING];

const whom = {
  target: { MainRoleArn: MAIN_ROLE },
  'target with an external id': { MainRoleArn: MAIN_ROLE, ExternalId: 'a-shared-text' },
  self: { AttachToRoleName: 'cross-account-ami-main' },
};
const limits = {
  'no limit': {},
  'two regions': { Regions: 'eu-west-1,us-gov-west-1' },
  'tagged instances': { InstanceTagKey: 'Backup', InstanceTagValue: 'yes' },
  'both limits': { InstanceTagKey: 'Backup', InstanceTagValue: 'yes', Regions: 'eu-west-1,us-gov-west-1' },
};
const variants = Object.entries(whom).flatMap(([who, parties]) =>
  Object.entries(limits).flatMap(([limit, bounds]) =>
    ['aws', 'aws-cn', 'aws-us-gov'].map((partition) => ({
      variant: `${who}, ${limit}, ${partition}`,
      partition,
      regions: 'Regions' in bounds ? bounds.Regions.split(',') : [],
      statements: permissions(
        deploy(template, { ...parties, ...bounds }, { partition, account: '222222222222' }),
      ),
    })),
  ),
);

const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  [...new Set(statements.flatMap(({ actions }) => actions))].toSorted();
const regionsOf = (statement: Statement): readonly string[] => [
  ...conditionValues(statement, 'StringEquals', 'ec2:Region'),
  ...conditionValues(statement, 'StringLike', 'ec2:Region'),
];
const kindOf = (arn: string): string => arn.split(':').at(-1) ?? '';

describe.each(variants)('permissions of: $variant', ({ partition, regions, statements }) => {
  const on = (kind: string): readonly Statement[] =>
    statements.filter(({ resources }) => resources.some((arn) => kindOf(arn) === kind));

  test('are what the action calls, no more and no less', () => {
    expect(actionsOf(statements)).toEqual(ALL.toSorted());
  });

  test('hold no wildcard action, no delete right and no turned-round element', () => {
    for (const { actions, effect, elements } of statements) {
      expect(effect).toBe('Allow');
      expect(elements).not.toContain('NotAction');
      expect(elements).not.toContain('NotResource');
      for (const action of actions) {
        expect(action).toMatch(/^ec2:(Create|Describe)[A-Za-z]+$/);
      }
    }
  });

  test('name resources for whatever writes; only reading takes "*"', () => {
    for (const { actions, resources } of statements) {
      if (resources.includes('*')) expect(actions.every((action) => READING.includes(action))).toBe(true);
      else expect(resources.every((arn) => arn.startsWith(`arn:${partition}:ec2:*:`))).toBe(true);
    }
  });

  test('cover the three kinds of resource that CreateImage is checked against', () => {
    const create = statements.filter(({ actions }) => actions.includes('ec2:CreateImage'));
    expect(create.flatMap(({ resources }) => resources).toSorted()).toEqual([
      `arn:${partition}:ec2:*:222222222222:instance/*`,
      `arn:${partition}:ec2:*::image/*`,
      `arn:${partition}:ec2:*::snapshot/*`,
    ]);
  });

  test('create an image or a snapshot only with our tags in the request', () => {
    const create = [...on('image/*'), ...on('snapshot/*')].filter(({ actions }) =>
      actions.includes('ec2:CreateImage'),
    );
    expect(create).toHaveLength(2);
    for (const statement of create) {
      for (const tag of OUR_TAGS) expect(conditionValues(statement, 'Null', tag)).toEqual(['false']);
    }
  });

  test('tag only in the call that creates the image', () => {
    const tagging = statements.filter(({ actions }) => actions.includes('ec2:CreateTags'));
    expect(tagging).toHaveLength(1);
    for (const statement of tagging) {
      expect(statement.actions).toEqual(['ec2:CreateTags']);
      expect(conditionValues(statement, 'StringEquals', 'ec2:CreateAction')).toEqual(['CreateImage']);
      expect(statement.resources.map(kindOf)).toEqual(['image/*', 'snapshot/*']);
    }
  });

  test('stay in the chosen regions, or in none in particular', () => {
    for (const statement of statements) {
      if (regions.length > 0) expect(regionsOf(statement)).toEqual(regions);
      else expect(regionsOf(statement).filter((region) => region !== '*')).toEqual([]);
    }
  });

  // EC2 has no condition key for it, so a policy that seems to forbid the reboot would promise what IAM cannot keep.
  test('claim nothing about the reboot', () => {
    expect(JSON.stringify(statements)).not.toMatch(/reboot/i);
  });
});

describe('the instances that images may be made of', () => {
  test('are all of the account by default', () => {
    const [statement] = permissions(deploy(template, whom.target)).filter(
      ({ sid }) => sid === 'CreateImageOfAnyInstance',
    );
    expect(statement?.condition).toEqual({});
  });

  test('are those with the chosen tag, and no policy lets the others in', () => {
    const deployment = deploy(template, { ...whom.target, ...limits['tagged instances'] });
    const [statement, ...others] = permissions(deployment).filter(({ resources }) =>
      resources.some((arn) => kindOf(arn) === 'instance/*'),
    );
    expect(others).toEqual([]);
    expect(statement && conditionValues(statement, 'StringEquals', 'aws:ResourceTag/Backup')).toEqual([
      'yes',
    ]);
  });

  test.each([
    { InstanceTagKey: 'Backup', InstanceTagValue: '' },
    { InstanceTagKey: '', InstanceTagValue: 'yes' },
  ])('need both key and value: %p', (half) => {
    expect(() => deploy(template, { ...whom.target, ...half })).toThrow(
      /both InstanceTagKey and InstanceTagValue/,
    );
  });

  test.each(['a"b', 'a\\b', '${aws:username}', 'a\nb', 'a*', 'a?'])('refuse %j in the tag', (part) => {
    expect(() => deploy(template, { ...whom.target, InstanceTagKey: part, InstanceTagValue: 'yes' })).toThrow(
      /InstanceTagKey does not allow/,
    );
    expect(() =>
      deploy(template, { ...whom.target, InstanceTagKey: 'Backup', InstanceTagValue: part }),
    ).toThrow(/InstanceTagValue does not allow/);
  });
});

describe('trust', () => {
  test('is in the main role alone', () => {
    expect(trust(deploy(template, whom.target))).toEqual([
      expect.objectContaining({
        effect: 'Allow',
        actions: ['sts:AssumeRole'],
        principal: { AWS: MAIN_ROLE },
        condition: {},
      }),
    ]);
  });

  test('asks for the external id when there is one', () => {
    expect(trust(deploy(template, whom['target with an external id']))[0]?.condition).toEqual({
      StringEquals: { 'sts:ExternalId': 'a-shared-text' },
    });
  });

  test.each(['*', 'arn:aws:iam::111111111111:root', 'arn:aws:iam::111111111111:role/*', '111111111111'])(
    'refuses %s in place of a role',
    (MainRoleArn) => {
      expect(() => deploy(template, { MainRoleArn })).toThrow(/MainRoleArn does not allow/);
    },
  );

  test('is untouched for the target self: no role is created, the main role gets the policies', () => {
    const { resources } = deploy(template, whom.self);
    const attached = Object.values(resources).map(({ properties }) => properties['Roles']);
    expect(Object.values(resources).every(({ type }) => type === 'AWS::IAM::Policy')).toBe(true);
    expect(attached).toEqual(attached.map(() => ['cross-account-ami-main']));
  });

  test.each([
    { parties: {}, problem: /Give MainRoleArn \(a target account\) or AttachToRoleName/ },
    { parties: { ...whom.target, ...whom.self }, problem: /not both/ },
  ])('is never left open: $problem', ({ parties, problem }) => {
    expect(() => deploy(template, parties)).toThrow(problem);
  });
});

// A stack update creates the new policy before it removes the old one: with one name the removal would hit the new one.
test('every policy of the template has a name of its own', () => {
  const deployments = [limits['no limit'], limits['tagged instances']].map((bounds) =>
    deploy(template, { ...whom.target, ...bounds }),
  );
  const named = new Map(
    deployments.flatMap(({ resources }) =>
      Object.entries(resources)
        .filter(([, { type }]) => type === 'AWS::IAM::Policy')
        .map(([id, { properties }]): [string, unknown] => [id, properties['PolicyName']]),
    ),
  );
  expect(named.size).toBe(4);
  expect(new Set(named.values()).size).toBe(named.size);
});

test("the guide's table of permissions names the same actions", () => {
  expect(actionRows('What each permission is for').toSorted()).toEqual(ALL.toSorted());
});
