import { describe, expect, test } from '@jest/globals';
import { partitionOf } from '../../../src/config/identifiers.ts';
import { regionsByPartition } from '../../../src/model/partitions.ts';
import { configOf, mistakesOf } from './inputs.ts';

describe('a name of the right form that is unknown is taken, and told once', () => {
  const taken = 'is unknown to this version of the action, and is used as it is';
  test.each([
    { inputs: {}, warnings: [] },
    { inputs: { regions: 'eu-west-1, ca-central-1' }, warnings: [] },
    { inputs: { instances: '{"tag:A": x, instance-type: t3.micro}' }, warnings: [] },
    {
      inputs: { 'aws-region': 'eu-west-4', regions: 'eu-west-4' },
      warnings: [`The region "eu-west-4" ${taken}. Did you mean "eu-west-1"?`],
    },
    {
      inputs: { regions: '[eu-west-1, wxyz-northeast-77]' },
      warnings: [`The region "wxyz-northeast-77" ${taken}`],
    },
    {
      inputs: { exclude: 'instance-color: blue' },
      warnings: [`The filter "instance-color" ${taken}. Write tag:instance-color to filter by a tag`],
    },
    {
      inputs: { instances: 'instance-stat-name: running', exclude: 'instance-stat-name: running' },
      warnings: [`The filter "instance-stat-name" ${taken}. Did you mean "instance-state-name"?`],
    },
    {
      inputs: { targets: '[{account: 222222222222, instances: {environment: x}}, 333333333333]' },
      warnings: [`The filter "environment" ${taken}. Write tag:environment to filter by a tag`],
    },
  ])('$inputs', ({ inputs, warnings }) => {
    expect(configOf({ inputs }).warnings).toEqual(warnings);
  });
});

describe('the partition of a region', () => {
  const known = Object.entries(regionsByPartition);
  test.each(known)('%s is that of its beginning', (partition, regions) => {
    expect(regions.map(partitionOf)).toEqual(regions.map(() => partition));
    expect(
      mistakesOf({
        inputs: { regions: regions.join(), 'aws-region': regions[0] ?? '', 'role-to-assume': '' },
      }),
    ).toEqual([]);
  });

  test.each([
    { region: 'eu-west-4', partition: 'aws' },
    { region: 'cn-south-9', partition: 'aws-cn' },
    { region: 'us-gov-central-1', partition: 'aws-us-gov' },
    { region: 'us-isob-north-1', partition: 'aws-iso-b' },
    { region: 'eusc-fr-west-1', partition: 'aws-eusc' },
  ])('$region, which is not known yet, is $partition', ({ region, partition }) => {
    const inputs = { 'aws-region': region, 'role-to-assume': `arn:${partition}:iam::111111111111:role/main` };
    expect(configOf({ inputs }).signIn).toMatchObject({ region, partition });
  });

  test('of an unknown one must be that of aws-region, too', () => {
    const [mistake] = mistakesOf({ inputs: { regions: 'cn-south-9' } });
    expect(mistake).toMatchObject({ source: 'regions', expected: expect.stringContaining('partition aws,') });
  });
});
