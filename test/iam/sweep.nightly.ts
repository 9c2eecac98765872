/** Open is what docs/permissions.md names, bound as it says, and nothing else of all that AWS has. */
import { beforeAll, expect, jest, test } from '@jest/globals';
import type { Context } from './checks.ts';
import { arnOfRole, deployEstate, role, TARGET, type RoleKey } from './estate.ts';
import { isAllowed } from './evaluate.ts';
import { rightsTo, type Right } from './guide.ts';
import { everyAction, type Possible } from './sweep.ts';
import { OURS, sessionOf } from './typical-calls.ts';

jest.setTimeout(600_000);

const REGION = 'eu-west-1';
const estate = deployEstate();
const tagged = (prefix: string) =>
  Object.fromEntries(Object.entries(OURS).map(([key, value]) => [`${prefix}/${key}`, value]));

/** Whatever a role could be asked for: more than AWS ever fills in together. */
const ours = (account: string): Context => ({
  ...bare,
  ...tagged('aws:RequestTag'),
  ...tagged('aws:ResourceTag'),
  'aws:ResourceTag/Backup': 'yes',
  'aws:TagKeys': Object.keys(OURS),
  'aws:ResourceAccount': account,
  'ec2:Owner': account,
  'ec2:CreateAction': 'CreateImage',
});
const bare: Context = { 'aws:RequestedRegion': REGION, 'ec2:Region': REGION, 'aws:ResourceAccount': TARGET };
const byEc2: Context = { 'aws:CalledVia': ['ec2-images.amazonaws.com'] };

/** AWS answers it whatever the policies say. */
const FOR_EVERYBODY = 'sts:GetCallerIdentity';

let actions: readonly Possible[] = [];
beforeAll(async () => {
  actions = await everyAction({
    Region: REGION,
    Account: TARGET,
    RoleNameWithPath: role.create.name,
  });
});

function open(key: RoleKey, context: Context): string[] {
  const deployed = estate.get(arnOfRole(key));
  const by = { policiesOf: arnOfRole(key) };
  const common = { caller: sessionOf(key).arn, account: role[key].account, context, by };
  const allowed = actions.filter(({ action, resources }) =>
    resources.some((resource) => isAllowed({ ...common, action, resource }, deployed)),
  );
  return allowed
    .map(({ action }) => action)
    .filter((action) => action !== FOR_EVERYBODY)
    .toSorted();
}

const named = (rights: readonly Right[]): string[] =>
  [...new Set(rights.map(({ action }) => action))].toSorted();
const reading = ({ bound }: Right): boolean => bound === 'reading only';
const withinEc2 = ({ bound }: Right): boolean => bound.startsWith('only when EC2 itself asks');

const create = rightsTo('create');
const prune = rightsTo('prune');
/** The last words of the chapter. */
const readToPrune = ['ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeSnapshots'].map(
  (action): Right => ({ action, bound: 'reading only' }),
);

test('AWS has thousands of actions', () => {
  expect(actions.length).toBeGreaterThan(15_000);
});

test.each([
  { key: 'create', rights: create },
  { key: 'prune', rights: [...prune, ...readToPrune] },
] as const)(
  'the role $key: with all that is ours, from EC2, from itself, and with nothing',
  ({ key, rights }) => {
    const all = ours(role[key].account);
    expect(open(key, { ...all, ...byEc2 })).toEqual(named(rights));
    expect(open(key, all)).toEqual(named(rights.filter((right) => !withinEc2(right))));
    expect(open(key, bare)).toEqual(named(rights.filter(reading)));
    expect(open(key, { ...all, 'ec2:Region': 'ap-south-1', 'aws:RequestedRegion': 'ap-south-1' })).toEqual(
      [],
    );
  },
);

test('the main role enters the targets, with our session tags', () => {
  const expected = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  expect(open('main', { ...ours(TARGET), ...byEc2 })).toEqual(expected);
  expect(open('strict', { ...ours(TARGET), ...byEc2 })).toEqual(['sts:AssumeRole']);
  expect(open('strict', { ...ours(TARGET), 'aws:ResourceAccount': '444444444444' })).toEqual([]);
});
