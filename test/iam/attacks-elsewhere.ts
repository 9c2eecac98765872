/** Attacks on everything else: what none of the roles may do at all. */
import { beside, type Attack, type Change } from './attack.ts';
import { sessionOf } from './typical-calls.ts';

const nothingTo = (...actions: readonly string[]): Readonly<Record<string, Change>> =>
  Object.fromEntries(
    actions.map((action): [string, Change] => {
      const [service = '', name = ''] = action.split(':');
      return [`asks for ${action}`, { service, action: name, resources: [], tags: {}, looksInto: [] }];
    }),
  );

const forbidden = nothingTo(
  'iam:CreateUser',
  'iam:CreateAccessKey',
  'iam:PassRole',
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:DeleteRolePermissionsBoundary',
  'kms:Decrypt',
  'kms:CreateGrant',
  'kms:ReEncryptFrom',
  'kms:PutKeyPolicy',
  's3:GetObject',
  's3:PutObject',
  'ssm:GetParameter',
  'ssm:PutParameter',
  'ssm:SendCommand',
  'ssm:StartSession',
  'secretsmanager:GetSecretValue',
  'lambda:InvokeFunction',
  'cloudformation:UpdateStack',
  'organizations:LeaveOrganization',
  'cloudtrail:StopLogging',
  'autoscaling:UpdateAutoScalingGroup',
  'autoscaling:CreateLaunchConfiguration',
  'autoscaling:DescribePolicies',
  'ec2:CreateLaunchTemplateVersion',
  'ec2:ModifyLaunchTemplate',
  'ec2:CreateSecurityGroup',
  'ec2:DescribeVpcs',
  'ec2:ListSnapshotsInRecycleBin',
  'ec2:EnableSnapshotBlockPublicAccess',
  'ec2:DisableImageBlockPublicAccess',
  'rbin:UpdateRule',
  'rbin:DeleteRule',
  'backup:DeleteRecoveryPoint',
);

const by = ['create', 'prune', 'both', 'open', 'self'] as const;

export const attacksElsewhere: readonly Attack[] = [
  ...by.flatMap((key) => beside(`${key} DescribeImages`, forbidden)),
  ...beside(
    'create DescribeImages',
    Object.fromEntries(
      (['main', 'strict', 'server'] as const).map((key): [string, Change] => [
        `by the role ${key}, which only signs in`,
        { caller: sessionOf(key) },
      ]),
    ),
  ),
];
