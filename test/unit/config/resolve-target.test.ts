import { describe, expect, test } from '@jest/globals';
import { configOf, mistakesOf, sentencesOf, targetOf, type Given } from './inputs.ts';

const ARN = 'arn:aws:iam::222222222222:role/team/backup';

function inputs(texts: Readonly<Record<string, string>>): Given {
  return { inputs: texts };
}

describe('the role', () => {
  test.each([
    {
      targets: '222222222222',
      role: 'backup',
      roleArn: 'arn:aws:iam::222222222222:role/backup',
      why: 'a name',
    },
    {
      targets: '222222222222',
      role: 'team/eu/backup',
      roleArn: 'arn:aws:iam::222222222222:role/team/eu/backup',
      why: 'path and name',
    },
    {
      targets: '222222222222',
      role: '/backup',
      roleArn: 'arn:aws:iam::222222222222:role/backup',
      why: 'a slash before it',
    },
    { targets: '222222222222', role: ARN, roleArn: ARN, why: 'an ARN' },
    { targets: ARN, role: 'other', roleArn: ARN, why: 'an ARN as target' },
    { targets: `role: ${ARN}`, role: 'other', roleArn: ARN, why: 'an ARN as key of the target' },
    {
      targets: '{account: 222222222222, role: own}',
      role: 'other',
      roleArn: 'arn:aws:iam::222222222222:role/own',
      why: 'the target’s own before the input',
    },
    {
      targets: '012345678901',
      role: 'backup',
      roleArn: 'arn:aws:iam::012345678901:role/backup',
      why: 'in an account with a leading zero',
    },
  ])('$why: $roleArn', ({ targets, role, roleArn }) => {
    const account = roleArn.split(':')[4];
    expect(targetOf(inputs({ targets, 'target-role': role })).at).toEqual({ kind: 'role', account, roleArn });
  });

  test('by name is one of the partition of aws-region', () => {
    const china = { 'aws-region': 'cn-north-1', 'role-to-assume': 'arn:aws-cn:iam::111111111111:role/main' };
    expect(targetOf(inputs(china)).at).toMatchObject({
      roleArn: 'arn:aws-cn:iam::222222222222:role/cross-account-ami',
    });
  });

  test.each([
    {
      why: 'of another account, in the target',
      texts: { targets: `{account: 333333333333, role: "${ARN}"}` },
      says: /targets.*\(role\): found a role ARN of account 222222222222; expected a role of account 333333333333/,
    },
    {
      why: 'of another account, in the input',
      texts: { targets: '333333333333', 'target-role': ARN },
      says: /targets.*found a role ARN of account 222222222222; expected a role of account 333333333333/,
    },
    {
      why: 'of another partition, in the target',
      texts: { targets: 'role: arn:aws-cn:iam::222222222222:role/backup' },
      says: /targets.*\(role\).*expected a role of partition aws, to which aws-region eu-west-1 belongs/,
    },
    {
      why: 'of another partition, in the input',
      texts: { 'target-role': 'arn:aws-us-gov:iam::222222222222:role/backup' },
      says: /expected a role of partition aws, to which/,
    },
    {
      why: 'that is missing',
      texts: { 'target-role': '' },
      says: /found no role; expected the role of the target/,
    },
    {
      why: 'without an account',
      texts: { targets: 'role: backup' },
      says: /found no account; expected an account, or a role ARN as role/,
    },
    {
      why: 'that is none',
      texts: { 'target-role': 'my role' },
      says: /target-role: found "my role"; expected the name/,
    },
    {
      why: 'that is a user',
      texts: { 'target-role': 'arn:aws:iam::222222222222:user/x' },
      says: /target-role/,
    },
    { why: 'whose name is too long', texts: { 'target-role': 'x'.repeat(65) }, says: /target-role/ },
  ])('$why is a mistake', ({ texts, says }) => {
    expect(sentencesOf(inputs(texts))[0]).toMatch(says);
  });
});

describe('self', () => {
  test('is the account signed in to, whatever the inputs of the role', () => {
    const at = targetOf(inputs({ targets: 'self', 'target-external-id': 'team' })).at;
    expect(at).toEqual({ kind: 'self' });
  });

  test.each([
    { key: 'role', value: 'backup' },
    { key: 'external-id', value: 'team' },
  ])('with $key is a mistake', ({ key, value }) => {
    const mistakes = mistakesOf(inputs({ targets: `{account: self, ${key}: ${value}}` }));
    expect(mistakes).toMatchObject([{ source: 'targets', path: [key], found: `"${value}"` }]);
  });
});

describe('the external id', () => {
  test.each([
    { targets: '222222222222', externalId: 'team-a', why: 'of the input' },
    {
      targets: '{account: 222222222222, external-id: "own:id/1"}',
      externalId: 'own:id/1',
      why: 'of the target',
    },
  ])('$why', ({ targets, externalId }) => {
    expect(targetOf(inputs({ targets, 'target-external-id': 'team-a' })).at).toMatchObject({ externalId });
  });

  test.each([{ id: 'x' }, { id: 'x'.repeat(1225) }, { id: 'with space' }])('$id is a mistake', ({ id }) => {
    expect(mistakesOf(inputs({ 'target-external-id': id }))[0]).toMatchObject({
      source: 'target-external-id',
    });
  });
});

describe('regions', () => {
  test.each([
    { texts: {}, regions: ['eu-west-1'], why: 'aws-region' },
    { texts: { regions: 'us-east-1, eu-west-1' }, regions: ['us-east-1', 'eu-west-1'], why: 'the input' },
    {
      texts: { regions: 'us-east-1', targets: '{account: 222222222222, regions: eu-north-1}' },
      regions: ['eu-north-1'],
      why: 'the target',
    },
  ])('are those of $why', ({ texts, regions }) => {
    expect(targetOf(inputs(texts)).regions).toEqual(regions);
  });

  test.each([
    { why: 'of the input', texts: { regions: 'cn-north-1' }, source: 'regions', path: [] },
    {
      why: 'of the target',
      source: 'targets',
      texts: { targets: '{account: 222222222222, regions: cn-north-1}' },
      path: ['regions'],
    },
    {
      why: 'of the target, of which one is foreign',
      source: 'targets',
      texts: { targets: '{account: self, regions: [eu-west-1, us-gov-east-1]}' },
      path: ['regions'],
    },
  ])('$why in another partition are a mistake', ({ texts, source, path }) => {
    const mistakes = mistakesOf(inputs(texts));
    expect(mistakes).toMatchObject([{ source, path, expected: expect.stringContaining('partition aws,') }]);
  });
});

describe('instances', () => {
  test.each([
    { targets: '222222222222', ownInstances: false, why: 'of the input' },
    { targets: '{account: 222222222222, instances: all}', ownInstances: true, why: 'of the target' },
  ])('$why', ({ targets, ownInstances }) => {
    expect(targetOf(inputs({ targets }))).toMatchObject({ instances: { kind: 'all' }, ownInstances });
  });

  test('that are nowhere given are a mistake of each target that needs them', () => {
    const targets = '[222222222222, {account: 333333333333, instances: all}, 444444444444]';
    const mistakes = mistakesOf(inputs({ instances: '', targets }));
    expect(mistakes.map(({ path, found }) => [path, found])).toEqual([
      [[0], 'no instances'],
      [[2], 'no instances'],
    ]);
  });
});

describe('allowed-account-ids', () => {
  const allowed = { 'allowed-account-ids': '222222222222' };

  test.each([
    { why: 'an account in it', texts: {} },
    {
      why: 'a main account that is no target',
      texts: { 'role-to-assume': 'arn:aws:iam::999999999999:role/main' },
    },
    {
      why: 'self that is in it',
      texts: { targets: 'self', 'role-to-assume': 'arn:aws:iam::222222222222:role/main' },
    },
    { why: 'self that only AWS can tell', texts: { targets: 'self', 'role-to-assume': '' } },
  ])('lets $why pass', ({ texts }) => {
    expect(sentencesOf(inputs({ ...allowed, ...texts }))).toEqual([]);
  });

  test.each([
    { why: 'an id', texts: { targets: '333333333333' }, account: '333333333333' },
    { why: 'an ARN', texts: { targets: 'arn:aws:iam::333333333333:role/x' }, account: '333333333333' },
    { why: 'self', texts: { targets: 'self' }, account: '111111111111' },
  ])('stops $why', ({ texts, account }) => {
    expect(mistakesOf(inputs({ ...allowed, ...texts }))).toMatchObject([{ found: `account ${account}` }]);
  });
});

describe('targets that repeat each other', () => {
  test.each([
    { targets: '[222222222222, 222222222222]', why: 'the same twice' },
    {
      targets: '[222222222222, {account: 222222222222, regions: [us-east-1, eu-west-1]}]',
      why: 'a region of two',
    },
    { targets: '[self, {account: self, copy-tags: "false"}]', why: 'with other settings' },
    {
      targets: '[{account: self, instances: {"tag:A": b}}, {account: self, instances: {"tag:A": [b]}}]',
      why: 'the same filters, written twice',
    },
  ])('are a mistake: $why', ({ targets }) => {
    expect(mistakesOf(inputs({ targets }))).toMatchObject([
      { path: [1], found: expect.stringContaining('target 1'), mend: expect.stringContaining('series') },
    ]);
  });

  test.each([
    { targets: '[222222222222, {account: 222222222222, regions: us-east-1}]', why: 'another region' },
    { targets: '[222222222222, 222222222223]', why: 'another account' },
    { targets: '[222222222222, {account: 222222222222, series: other}]', why: 'another series' },
    { targets: '[222222222222, {account: 222222222222, instances: {"tag:A": b}}]', why: 'other instances' },
    { targets: '[222222222222, {account: 222222222222, exclude: {"tag:A": b}}]', why: 'other exclusions' },
  ])('are none: $why', ({ targets }) => {
    expect(configOf(inputs({ targets })).targets).toHaveLength(2);
  });

  test('name the first target that they share a region with', () => {
    const account = 'account: 222222222222, regions:';
    const targets = `[{${account} eu-west-2}, {${account} us-east-1}, {${account} [eu-west-1, us-east-1, eu-west-2]}]`;
    const found = expect.stringContaining('target 1');
    expect(mistakesOf(inputs({ targets }))).toMatchObject([{ path: [2], found }]);
  });
});
