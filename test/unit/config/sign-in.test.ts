import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configOf, mistakesOf, sentencesOf } from './inputs.ts';

describe('signing in', () => {
  test('reads what is given', () => {
    expect(
      configOf({
        inputs: {
          audience: 'my-audience',
          'role-session-name': 'nightly',
          'role-duration-seconds': '7200',
          'allowed-account-ids': '222222222222, 333333333333',
        },
      }).signIn,
    ).toEqual({
      roleArn: 'arn:aws:iam::111111111111:role/main',
      region: 'eu-west-1',
      partition: 'aws',
      audience: 'my-audience',
      sessionName: 'nightly',
      durationSeconds: 7200,
      allowedAccounts: ['222222222222', '333333333333'],
    });
  });

  test('has the defaults of the contract', () => {
    const { signIn } = configOf({ inputs: { 'role-to-assume': '' } });
    expect(signIn).toEqual({
      region: 'eu-west-1',
      partition: 'aws',
      audience: 'sts.amazonaws.com',
      sessionName: 'images-42',
      durationSeconds: 3600,
    });
  });

  test.each([
    { region: 'eu-west-1', partition: 'aws', audience: 'sts.amazonaws.com' },
    { region: 'cn-north-1', partition: 'aws-cn', audience: 'sts.amazonaws.com.cn' },
    { region: 'us-gov-west-1', partition: 'aws-us-gov', audience: 'sts.amazonaws.com' },
  ])('in $region is for audience $audience', ({ region, partition, audience }) => {
    const role = `arn:${partition}:iam::111111111111:role/main`;
    expect(configOf({ inputs: { 'aws-region': region, 'role-to-assume': role } }).signIn).toMatchObject({
      partition,
      audience,
    });
  });

  test('with a role of another partition than the region is a mistake', () => {
    expect(
      mistakesOf({ inputs: { 'role-to-assume': 'arn:aws-cn:iam::111111111111:role/main' } }),
    ).toMatchObject([{ source: 'role-to-assume', expected: expect.stringContaining('partition aws,') }]);
  });

  test.each([{ seconds: '899' }, { seconds: '43201' }, { seconds: '1h' }])(
    'for $seconds seconds is a mistake',
    ({ seconds }) => {
      expect(mistakesOf({ inputs: { 'role-duration-seconds': seconds } })).toMatchObject([
        { source: 'role-duration-seconds' },
      ]);
    },
  );
});

describe('the region', () => {
  test.each([
    { input: 'eu-north-1', environment: 'us-east-1', region: 'eu-north-1', why: 'of the input' },
    { input: '', environment: 'us-east-1', region: 'us-east-1', why: 'of the environment' },
    {
      input: '~',
      environment: 'us-east-1',
      region: 'us-east-1',
      why: 'of the environment, if the input means nothing',
    },
  ])('is that $why', ({ input, environment, region }) => {
    expect(configOf({ inputs: { 'aws-region': input }, region: environment }).signIn.region).toBe(region);
  });

  test.each([
    { why: 'nowhere', inputs: {} },
    { why: 'nowhere, with a role', inputs: { 'role-to-assume': 'arn:aws-cn:iam::111111111111:role/main' } },
    { why: 'nowhere, with regions of China', inputs: { regions: 'cn-north-1' } },
    {
      why: 'nowhere, with a target role of China',
      inputs: { 'target-role': 'arn:aws-cn:iam::222222222222:role/x' },
    },
    { why: 'with a slip', inputs: { 'aws-region': 'eu-wst-1', regions: 'cn-north-1' } },
  ])('$why is the only mistake', ({ inputs }) => {
    const sentences = sentencesOf({ inputs: { 'aws-region': '', ...inputs } });
    expect(sentences).toEqual([expect.stringMatching(/^aws-region.*an AWS region/)]);
  });
});

describe('the session name', () => {
  test.each([
    { given: 'nightly images', name: 'nightly-images', why: 'what STS refuses is a dash' },
    { given: 'a+b=c,d.e@f-g_h', name: 'a+b=c,d.e@f-g_h', why: 'what STS takes stays' },
    { given: 'ä', name: '--', why: 'one character is filled up' },
    { given: 'x'.repeat(70), name: 'x'.repeat(64), why: 'is cut' },
  ])('$given is $name: $why', ({ given, name }) => {
    expect(configOf({ inputs: { 'role-session-name': given } }).signIn.sessionName).toBe(name);
  });

  test('that is not given is one that STS takes and ends with the run id, whatever the repository', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.nat(), (repository, run) => {
        const identity = { repository, runId: String(run) };
        const { sessionName } = configOf({ identity }).signIn;
        expect(sessionName).toMatch(/^[\w+=,.@-]{2,64}$/);
        expect(sessionName.endsWith(`-${run}`)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
