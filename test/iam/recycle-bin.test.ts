/** The Recycle Bin rules hold what pruning removes, image and snapshots alike. */
import { describe, expect, test } from '@jest/globals';
import { deploy, readTemplate } from '../../scripts/iam/template.ts';

const template = readTemplate('iam/recycle-bin.yaml');
const targetRole = readTemplate('iam/target-role.yaml');

function rules(given: Readonly<Record<string, string>>) {
  return Object.values(deploy(template, given).resources).map(({ type, properties }) => ({
    type,
    ...properties,
  }));
}

describe.each([
  { given: { RepositoryId: '777' }, days: '14' },
  { given: { RepositoryId: '777', RetentionDays: '90' }, days: '90' },
])('rules: $given', ({ given, days }) => {
  // An image whose snapshots have left the bin cannot be restored.
  test('hold images and snapshots for the same number of days', () => {
    const tags = [{ ResourceTagKey: 'cross-account-ami:repository-id', ResourceTagValue: '777' }];
    const kept = { RetentionPeriodUnit: 'DAYS', RetentionPeriodValue: days };
    const common = { type: 'AWS::Rbin::Rule', ResourceTags: tags, RetentionPeriod: kept };
    expect(rules(given)).toEqual([
      expect.objectContaining({ ...common, ResourceType: 'EC2_IMAGE' }),
      expect.objectContaining({ ...common, ResourceType: 'EBS_SNAPSHOT' }),
    ]);
  });
});

test('they go by a tag that whatever is pruned must have', () => {
  expect(JSON.stringify(targetRole)).toContain('aws:ResourceTag/cross-account-ami:repository-id');
});
