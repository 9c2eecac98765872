/** What a user gives to the templates, at its least. */
import { readTemplate } from '../../scripts/iam/template.ts';

export const MAIN_ROLE = 'arn:aws:iam::111111111111:role/cross-account-ami-main';
export const OLD_FORM = 'repo:OWNER/REPO:ref:refs/heads/main';
export const WITH_IDS = 'repo:OWNER@1234/REPO@5678:ref:refs/heads/main';

export const templates = {
  'main-role': readTemplate('iam/main-role.yaml'),
  'target-role': readTemplate('iam/target-role.yaml'),
  'protect-tags': readTemplate('iam/protect-tags.yaml'),
  'recycle-bin': readTemplate('iam/recycle-bin.yaml'),
};

export const least = {
  oidc: { Subjects: `${OLD_FORM},${WITH_IDS}`, RepositoryIds: '5678', TargetAccountIds: '222222222222' },
  'instance-profile': { SignIn: 'instance-profile', TargetAccountIds: '222222222222' },
  'existing-role': { SignIn: 'existing-role', RoleName: 'ci', TargetAccountIds: '222222222222' },
  target: { MainRoleArns: MAIN_ROLE, RepositoryIds: '5678' },
  self: { AttachToRoleName: 'cross-account-ami-main', RepositoryIds: '5678' },
  'protect-tags': { TargetIds: 'ou-abcd-12345678' },
  'recycle-bin': { RepositoryId: '5678' },
};

export type Kind = keyof typeof least;

export const templateOf: Readonly<Record<Kind, keyof typeof templates>> = {
  oidc: 'main-role',
  'instance-profile': 'main-role',
  'existing-role': 'main-role',
  target: 'target-role',
  self: 'target-role',
  'protect-tags': 'protect-tags',
  'recycle-bin': 'recycle-bin',
};
