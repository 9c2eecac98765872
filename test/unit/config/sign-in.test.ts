import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configOf, mistakesOf, sentencesOf, type Given } from './inputs.ts';

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

describe('session tags', () => {
  const tagsOf = (given: Given) =>
    configOf({ ...given, inputs: { 'session-tags': 'true' } }).signIn.sessionTags;

  test('are the facts of the runner', () => {
    const carried = tagsOf({ identity: { repository: 'octo/images' } });
    expect(Object.fromEntries(carried?.tags ?? [])).toEqual({
      'cross-account-ami:repository': 'octo/images',
      'cross-account-ami:repository-id': '777',
      'cross-account-ami:run-id': '42',
      'cross-account-ami:actor': 'octocat',
      'cross-account-ami:sha': '4d1f2a',
      'cross-account-ami:ref': 'refs/heads/main',
    });
    expect(carried?.sourceIdentity).toBe('octocat');
  });

  test('are none where the runner says nothing', () => {
    const silent = { repository: '', repositoryId: '', runId: 'NaN', actor: '', sha: ' ', ref: '' };
    expect(tagsOf({ identity: silent })).toEqual({ tags: new Map() });
  });

  test.each([{ inputs: {} }, { inputs: { 'session-tags': 'false' } }])(
    'are not there unless asked for: $inputs',
    ({ inputs }) => {
      expect(configOf({ inputs }).signIn).not.toHaveProperty('sessionTags');
    },
  );

  test.each([
    { ref: 'refs/heads/fix/ü-1.0_b+c=d@e:f', value: 'refs/heads/fix/ü-1.0_b+c=d@e:f', why: 'what STS takes' },
    { ref: 'refs/heads/a#b"c\\d{e}', value: 'refs/heads/a-b-c-d-e-', why: 'what it refuses' },
    { ref: '#\u{1F600}\n', value: '---', why: 'a sign of two units' },
    { ref: 'x'.repeat(300), value: 'x'.repeat(256), why: 'too long' },
    { ref: `${'x'.repeat(255)}\u{20000}`, value: `${'x'.repeat(255)}-`, why: 'a letter cut in half' },
  ])('are cleaned: $why', ({ ref, value }) => {
    expect(tagsOf({ identity: { ref } })?.tags.get('cross-account-ami:ref')).toBe(value);
  });

  test.each([
    { actor: 'octocat', repository: 'o/r', identity: 'octocat', why: 'the actor' },
    { actor: 'dependabot[bot]', repository: 'o/r', identity: 'dependabot-bot-', why: 'a bot' },
    { actor: 'a', repository: 'o/r', identity: 'a-', why: 'one letter is filled up' },
    { actor: 'x'.repeat(70), repository: 'o/r', identity: 'x'.repeat(64), why: 'is cut' },
    { actor: 'aws:me', repository: 'o/r', identity: 'aws-me', why: 'the prefix that AWS keeps to itself' },
    { actor: '', repository: 'octo-org/images', identity: 'octo-org-images', why: 'no actor' },
    { actor: 'üé', repository: 'octo-org/images', identity: 'octo-org-images', why: 'nothing of it is left' },
    { actor: '', repository: '', identity: undefined, why: 'neither' },
  ])('have the source identity $identity: $why', ({ actor, repository, identity }) => {
    expect(tagsOf({ identity: { actor, repository } })?.sourceIdentity).toBe(identity);
  });

  test('are such that STS takes them, whatever the runner says', () => {
    const text = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }));
    fc.assert(
      fc.property(text, text, text, (actor, repository, ref) => {
        const carried = tagsOf({ identity: { actor, repository, ref } });
        for (const value of carried?.tags.values() ?? []) {
          expect(value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u);
          expect(value.length).toBeLessThanOrEqual(256);
        }
        const { sourceIdentity = 'none' } = carried ?? {};
        expect(sourceIdentity).toMatch(/^(?!aws:)[\w+=,.@-]{2,64}$/);
      }),
      { numRuns: 100 },
    );
  });
});
