/** Attacks on EC2 by roles that were let in: other instances, images, tags, accounts and regions. */
import type { RecordedCall } from '../emulator/calls.ts';
import { beside, naming, tagged, tagging, type Attack, type Change } from './attack.ts';
import { MAIN, OPEN, PLAIN, TARGET } from './estate.ts';
import { OURS, sessionOf, thing } from './typical-calls.ts';

const RUN = 'cross-account-ami:run-key';
const INSTANCE = 'cross-account-ami:instance-id';
const NUMBER = 'cross-account-ami:repository-id';
const INSTANCE_TAGS = { Backup: 'yes' };
const OTHER_NUMBER = { [NUMBER]: '700100201' };
const elsewhere: Change = { region: 'ap-south-1' };
const within = (action: string, parts: Partial<RecordedCall> = {}): Change => ({
  action,
  tags: {},
  ...parts,
});

const making: Readonly<Record<string, Change>> = {
  'without any tag': { tags: {} },
  'with tags for the image alone': ({ tags }) => ({ tags: { image: tags?.['image'] ?? {} } }),
  'with tags for the snapshots alone': ({ tags }) => ({ tags: { snapshot: tags?.['snapshot'] ?? {} } }),
  'without the tag of the run': tagging({ [RUN]: undefined }),
  'without the tag of the run on the snapshots': tagging({ [RUN]: undefined }, ['snapshot']),
  'without the tag of the run on the image': tagging({ [RUN]: undefined }, ['image']),
  'without the tag of the instance': tagging({ [INSTANCE]: undefined }),
  'without a repository': tagging({ [NUMBER]: undefined }),
  'with the number of another repository': tagging(OTHER_NUMBER),
  'with the number of another repository on the snapshots': tagging(OTHER_NUMBER, ['snapshot']),
  'with an empty number': tagging({ [NUMBER]: '' }),
  'of an instance of another account': naming({ owner: '555555555555' }, ['instance']),
  'an image in the name of the stranger': { caller: sessionOf('prune') },
};

const limited: Readonly<Record<string, Change>> = {
  'of an instance without the tag': tagged({ Backup: undefined }),
  'of an instance with another value': tagged({ Backup: 'no' }),
  'of an instance with the value in capitals': tagged({ Backup: 'YES' }),
  'in another region': elsewhere,
};

/** On what is there, whoever made it. */
function notItsTask(account: string): Readonly<Record<string, Change>> {
  const image = [thing('image', account, OURS)];
  const snapshot = [thing('snapshot', account, OURS)];
  const instance = [thing('instance', account, INSTANCE_TAGS)];
  const blocks = { service: 'ebs', action: 'GetSnapshotBlock', resources: [], tags: {} };
  return {
    'tags an image that exists': { action: 'CreateTags', resources: image, tags: { image: OURS } },
    'tags a snapshot that exists': { action: 'CreateTags', resources: snapshot, tags: { snapshot: OURS } },
    'tags an instance': { action: 'CreateTags', resources: instance, tags: { instance: { Backup: 'yes' } } },
    'takes the tags off an image': within('DeleteTags', { resources: image }),
    'takes the tags off a snapshot': within('DeleteTags', { resources: snapshot }),
    'takes the tags off an instance': within('DeleteTags', { resources: instance }),
    'removes an image': within('DeregisterImage', { resources: image }),
    'deletes a snapshot': within('DeleteSnapshot', { resources: snapshot }),
    'shares an image': within('ModifyImageAttribute', { resources: image }),
    'shares a snapshot': within('ModifySnapshotAttribute', { resources: snapshot }),
    'makes a volume of a snapshot': within('CreateVolume', { resources: snapshot }),
    'reads the blocks of a snapshot': blocks,
    'copies an image': { action: 'CopyImage', resources: [] },
    'copies a snapshot': { action: 'CopySnapshot', resources: [] },
    'makes a snapshot': { action: 'CreateSnapshot', resources: [] },
    'registers an image': { action: 'RegisterImage', resources: [] },
    'starts an instance of an image': within('RunInstances', { resources: image }),
    'ends an instance': within('TerminateInstances', { resources: instance }),
    'stops an instance': within('StopInstances', { resources: instance }),
    'reboots an instance': within('RebootInstances', { resources: instance }),
    'changes an instance': within('ModifyInstanceAttribute', { resources: instance }),
    'reads the user data of an instance': within('DescribeInstanceAttribute', { resources: instance }),
    'takes the password of an instance': within('GetPasswordData', { resources: instance }),
    'disables an image': within('DisableImage', { resources: image }),
    'lifts the protection of an image': within('DisableImageDeregistrationProtection', { resources: image }),
    'deprecates an image': within('EnableImageDeprecation', { resources: image }),
    'unlocks a snapshot': within('UnlockSnapshot', { resources: snapshot }),
    'restores from the Recycle Bin': within('RestoreImageFromRecycleBin', { resources: image }),
  };
}

const removing: Readonly<Record<string, Change>> = {
  'an image without our tags': tagged({ [RUN]: undefined, [NUMBER]: undefined, [INSTANCE]: undefined }),
  'an image without the tag of a run': tagged({ [RUN]: undefined }, ['image']),
  'an image without a number': tagged({ [NUMBER]: undefined }, ['image']),
  'an image of another repository': tagged(OTHER_NUMBER, ['image']),
  'an image of another account': naming({ owner: '555555555555' }, ['image']),
  'a snapshot without the tag of a run': tagged({ [RUN]: undefined }, ['snapshot']),
  'a snapshot of another repository': tagged(OTHER_NUMBER, ['snapshot']),
  'a snapshot of another account': naming({ owner: '555555555555' }, ['snapshot']),
};
const deleting: Readonly<Record<string, Change>> = {
  'one without the tag of a run': tagged({ [RUN]: undefined }),
  'one without a number': tagged({ [NUMBER]: undefined }),
  'one of another repository': tagged(OTHER_NUMBER),
  'one of another account': naming({ owner: '555555555555' }),
};
const looking: Readonly<Record<string, Change>> = {
  'an image without the tag of a run': tagged({ [RUN]: undefined }),
  'an image of another repository': tagged(OTHER_NUMBER),
  'an image without a number': tagged({ [NUMBER]: undefined }),
};
const looksItself = (service: string, action: string): Change => ({ service, action, looksInto: [] });
const directly: Readonly<Record<string, Change>> = {
  'reads a parameter itself': looksItself('ssm', 'GetParameters'),
  'lists the parameters itself': looksItself('ssm', 'DescribeParameters'),
  'reads a launch template itself': looksItself('ec2', 'DescribeLaunchTemplates'),
  'reads the versions of a launch template itself': looksItself('ec2', 'DescribeLaunchTemplateVersions'),
  'reads a recipe itself': looksItself('imagebuilder', 'GetContainerRecipe'),
  'lists the recipes of images itself': looksItself('imagebuilder', 'ListImageRecipes'),
  'lists the recipes of containers itself': looksItself('imagebuilder', 'ListContainerRecipes'),
};

const looksFurther = Object.fromEntries(
  [
    'ec2:DescribeVpcs',
    'ec2:RunInstances',
    'ssm:DescribeDocument',
    'ssm:GetParameter',
    'ssm:PutParameter',
    'imagebuilder:GetImageRecipe',
    'imagebuilder:ListImages',
    'imagebuilder:DeleteImageRecipe',
    'kms:Decrypt',
  ].map((action): [string, Change] => [`has EC2 look further: ${action}`, { looksInto: [action] }]),
);

const inOtherRegion = (names: readonly string[]): Attack[] =>
  names.flatMap((name) => beside(name, { 'in another region': elsewhere }));

export const attacksOnEc2: readonly Attack[] = [
  ...beside('create makes', { ...making, ...limited, ...notItsTask(TARGET) }),
  ...beside('both makes', { ...making, 'copies an image': { action: 'CopyImage' } }),
  ...beside('open makes', { ...making, ...notItsTask(OPEN) }),
  ...beside('self makes', { ...making, ...notItsTask(MAIN) }),
  ...(['prune', 'both'] as const).flatMap((by) => [
    ...beside(`${by} removes`, removing),
    ...beside(`${by} deletes a snapshot`, deleting),
    ...beside(`${by} looks at sharing`, looking),
    ...beside(`${by} looks for references`, {
      ...directly,
      ...looksFurther,
      'through CloudFormation': { looksAs: 'cloudformation.amazonaws.com' },
    }),
    ...beside(`${by} deletes a snapshot`, {
      'shares it': { action: 'ModifySnapshotAttribute' },
      'takes the tags off': { action: 'DeleteTags' },
    }),
  ]),
  ...beside('prune removes', {
    'by the role that creates': { caller: sessionOf('create') },
    'makes an image': ({ tags }) => ({
      action: 'CreateImage',
      resources: [thing('instance', TARGET, INSTANCE_TAGS)],
      tags: tags ?? {},
    }),
    'shares it': { action: 'ModifyImageAttribute' },
    'disables it': { action: 'DisableImage' },
  }),
  ...beside('both removes', {
    'in the account of another target': { resources: [thing('image', TARGET, OURS)] },
    'by the role of the other target': {
      caller: sessionOf('create'),
      resources: [thing('image', PLAIN, OURS)],
    },
  }),
  ...inOtherRegion([
    'create makes',
    'create DescribeImages',
    'prune removes',
    'prune deletes a snapshot',
    'prune looks at sharing',
    'prune looks for references',
    'prune DescribeImages',
    'prune DescribeLockedSnapshots',
    'prune DescribeAutoScalingGroups',
  ]),
];
