/** What pruning takes: rights on our images and snapshots alone, and apart from the right to create. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { actionRows } from './guide.ts';
import { conditionValues, permissions } from './policy.ts';
import type { Statement } from './policy.ts';
import { deploy, readTemplate } from './template.ts';

const template = readTemplate(new URL('../../iam/prune-policy.yaml', import.meta.url));
const targetRole = readTemplate(new URL('../../iam/target-role.yaml', import.meta.url));
const MAIN_ROLE = 'arn:aws:iam::111111111111:role/cross-account-ami-main';
const RUN_KEY = 'aws:ResourceTag/cross-account-ami:run-key';
const REPOSITORY = 'aws:ResourceTag/cross-account-ami:repository-id';

const removing = ['ec2:DeregisterImage', 'ec2:DeleteSnapshot'];
const onOurs = [...removing, 'ec2:DescribeImageAttribute'];
/** Made by EC2 in the name of the role, as the EC2 User Guide lists them for DescribeImageReferences. */
const byEc2 = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeLaunchTemplateVersions',
  'imagebuilder:GetContainerRecipe',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:ListImageRecipes',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
];
const looking = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeLaunchConfigurations',
  'ec2:DescribeFastSnapshotRestores',
  'ec2:DescribeImageReferences',
  'ec2:DescribeLockedSnapshots',
  'ec2:ListImagesInRecycleBin',
];

const variants = ['aws', 'aws-cn', 'aws-us-gov'].flatMap((partition) =>
  ['', 'eu-west-1,us-gov-west-1'].map((Regions) => ({
    variant: `${partition}, ${Regions || 'all regions'}`,
    partition,
    regions: Regions === '' ? [] : Regions.split(','),
    statements: permissions(
      deploy(template, { RepositoryId: '777', Regions }, { partition, account: '222222222222' }),
    ),
  })),
);

function allowing(statements: readonly Statement[], action: string): Statement {
  const [statement, ...others] = statements.filter(({ actions }) => actions.includes(action));
  if (statement === undefined || others.length > 0) throw new Error(`${action} is not in one statement`);
  return statement;
}

describe.each(variants)('rights to prune: $variant', ({ partition, regions, statements }) => {
  test('are what retention calls, no more and no less', () => {
    const actions = statements.flatMap((statement) => statement.actions);
    expect(actions.toSorted()).toEqual([...onOurs, ...byEc2, ...looking].toSorted());
  });

  test('hold no wildcard action and no turned-round element', () => {
    for (const { actions, effect, elements } of statements) {
      expect(effect).toBe('Allow');
      expect(elements).not.toContain('NotAction');
      expect(elements).not.toContain('NotResource');
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    }
  });

  test.each([
    { action: 'ec2:DeregisterImage', kind: 'image' },
    { action: 'ec2:DeleteSnapshot', kind: 'snapshot' },
    { action: 'ec2:DescribeImageAttribute', kind: 'image' },
  ])('$action: only on what carries our tags of this repository', ({ action, kind }) => {
    const statement = allowing(statements, action);
    expect(statement.resources).toEqual([`arn:${partition}:ec2:*::${kind}/*`]);
    expect(conditionValues(statement, 'Null', RUN_KEY)).toEqual(['false']);
    expect(conditionValues(statement, 'StringEquals', REPOSITORY)).toEqual(['777']);
  });

  test.each(removing)('%s: only on what this account owns', (action) => {
    expect(conditionValues(allowing(statements, action), 'StringEquals', 'ec2:Owner')).toEqual([
      '222222222222',
    ]);
  });

  test.each(byEc2)('%s: only when EC2 asks while it looks for references', (action) => {
    const statement = allowing(statements, action);
    expect(conditionValues(statement, 'ForAnyValue:StringEquals', 'aws:CalledVia')).toEqual([
      'ec2-images.amazonaws.com',
    ]);
  });

  test.each([...onOurs, ...looking])('%s: stays in the chosen regions', (action) => {
    const statement = allowing(statements, action);
    const key = onOurs.includes(action) ? 'ec2:Region' : 'aws:RequestedRegion';
    expect(conditionValues(statement, 'StringEquals', key)).toEqual(regions);
  });
});

describe('creating and pruning are apart', () => {
  const create = permissions(deploy(targetRole, { MainRoleArn: MAIN_ROLE }));
  const prune = permissions(deploy(template, { RepositoryId: '777' }));

  test('the role alone can remove nothing', () => {
    const actions = create.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => removing.includes(action))).toEqual([]);
  });

  test('the policy alone can create, change, copy and share nothing', () => {
    const actions = prune.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => /:(Create|Modify|Copy|Enable|Disable|Put|Run)/.test(action))).toEqual(
      [],
    );
  });

  test('together they allow whatever retention calls', () => {
    const allowed = [...create, ...prune].flatMap((statement) => statement.actions);
    expect(calledByRetention().filter((action) => !allowed.includes(action))).toEqual([]);
  });

  test('the policy is added to the role by its name', () => {
    for (const RoleName of ['cross-account-ami', 'cross-account-ami-main']) {
      const { resources } = deploy(template, { RepositoryId: '777', RoleName });
      const attached = Object.values(resources).map(({ properties }) => properties['Roles']);
      expect(attached).toEqual(attached.map(() => [RoleName]));
    }
  });

  test('every policy that a role may get has a name of its own', () => {
    const names = [targetRole, template].flatMap((each) =>
      Object.values(
        deploy(each, each === template ? { RepositoryId: '777' } : { MainRoleArn: MAIN_ROLE }).resources,
      )
        .filter(({ type }) => type === 'AWS::IAM::Policy')
        .map(({ properties }) => properties['PolicyName']),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

/** The actions of the SDK commands that the files of the AWS room import. */
function calledByRetention(): string[] {
  const files = {
    'ec2-images.ts': 'ec2',
    'ec2-snapshots.ts': 'ec2',
    'image-references.ts': 'ec2',
    'snapshot-holds.ts': 'ec2',
    'scaling-groups.ts': 'autoscaling',
  };
  const actions = Object.entries(files).flatMap(([file, service]) => {
    const source = readFileSync(new URL(`../../src/aws/${file}`, import.meta.url), 'utf8');
    const commands = source.matchAll(/\b(?:paginate([A-Z]\w+)|([A-Z]\w+)Command),/g);
    return [...commands].map(([, paginated, sent]) => `${service}:${paginated ?? sent ?? ''}`);
  });
  if (actions.length < 11) throw new Error(`only ${actions.join()} were found in the source`);
  return actions;
}

test.each(['', '777,778', '*', 'octo/images'])('refuses %j in place of a repository', (RepositoryId) => {
  expect(() => deploy(template, { RepositoryId })).toThrow(/RepositoryId does not allow/);
});

test('needs a repository', () => {
  expect(() => deploy(template, {})).toThrow(/RepositoryId is missing/);
});

test("the guide's table of rights to prune names the same actions", () => {
  expect(actionRows('What pruning takes').toSorted()).toEqual([...onOurs, ...byEc2, ...looking].toSorted());
});
