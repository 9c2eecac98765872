/** Faults of the sign-in by OIDC. */
import { MAIN } from '../emulator/world.ts';
import type { FaultCase } from './fault-case.ts';

export const oidcFaults: readonly FaultCase[] = [
  {
    fault: 'GitHub answers 503 to the request for an OIDC token, three times',
    happens: 'The request is made again for up to a minute.',
    github: { failures: 3, failWith: 503 },
    ends: {},
  },
  {
    fault: 'GitHub drops the connection of the request for an OIDC token, twice',
    happens: 'The request is made again for up to a minute.',
    github: { failures: 2, failWith: 'drop' },
    ends: {},
  },
  {
    fault: 'GitHub accepts the request for an OIDC token and never answers',
    happens: 'It costs one time-out of at most 30 seconds, and the request is made again.',
    github: { failures: 1, failWith: 'hang' },
    ends: { within: 45 },
  },
  {
    fault: 'GitHub refuses an OIDC token',
    happens: 'The step fails at once with `OidcTokenUnavailable`; AWS is not called.',
    github: { failures: 1, failWith: 403 },
    ends: {
      result: 'failure',
      imaged: [],
      failures: [{ code: 'OidcTokenUnavailable', phase: 'sign-in', account: MAIN }],
    },
  },
  {
    fault: 'The OIDC token has expired when AWS sees it',
    happens: 'The step fails with `OidcTokenRejected`.',
    github: { lifetimeSeconds: -900 },
    ends: {
      result: 'failure',
      imaged: [],
      failures: [{ code: 'OidcTokenRejected', phase: 'sign-in', account: MAIN }],
    },
  },
  {
    fault: 'AWS cannot fetch the keys of GitHub for a moment',
    happens: 'It is asked again for up to a minute, with a fresh token each time.',
    faults: [
      {
        ...{ action: 'AssumeRoleWithWebIdentity', times: 2, status: 400, code: 'InvalidIdentityToken' },
        message: "Couldn't retrieve verification key from your identity provider",
      },
    ],
    ends: {},
  },
  {
    fault: 'The trust policy of the main role does not name this branch',
    happens: 'The step fails with `OidcNotTrusted` and shows what to compare.',
    github: { claims: { sub: 'repo:octo-org/images:ref:refs/heads/other' } },
    ends: {
      result: 'failure',
      imaged: [],
      failures: [{ code: 'OidcNotTrusted', phase: 'sign-in', account: MAIN, says: '`sub: repo:' }],
    },
  },
];
