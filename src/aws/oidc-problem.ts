/** Why STS did not take an OIDC token, and what to compare it with. Pure. */
import type { Problem, ProblemCode } from '../model/problem.ts';
import { areKeysUnread } from './patience.ts';
import { claimsOf, claimsText, trustCondition, type Claims } from './token-claims.ts';

/** STS distinguishes several reasons only in its message. */
export function oidcProblem(problem: Problem, roleArn: string, token: string): Problem {
  const code = codeOf(problem);
  const claims = claimsOf(token);
  if (claims['iss'] === undefined) return { ...problem, code };
  if (areKeysUnread(problem)) return { ...problem, code, mend: keysMend(claims['iss']) };
  const mend = mendOf(code, roleArn, claims);
  return mend === undefined ? { ...problem, code } : { ...problem, code, mend };
}

function codeOf({ code, said = '' }: Problem): ProblemCode {
  if (code !== 'OidcTokenRejected') return code;
  if (/No OpenIDConnect provider/i.test(said)) return 'OidcProviderMissing';
  return /audience/i.test(said) ? 'OidcAudienceWrong' : code;
}

function mendOf(code: ProblemCode, roleArn: string, claims: Claims): string | undefined {
  const { iss = '', aud = '' } = claims;
  const condition = `The condition for this job in the trust policy of ${roleArn} is \`${trustCondition(claims)}\``;
  const tokenHas = `the token has ${claimsText(claims)}`;
  switch (code) {
    case 'OidcNotTrusted':
      return `Compare that trust policy with this job: ${tokenHas}. ${condition}. Everything else that it compares must also equal these claims.`;
    case 'OidcProviderMissing':
      return `Create the identity provider for the issuer in the main account (iam/main-role.yaml creates the one for GitHub.com), or correct the account in \`role-to-assume\`; the token has ${claimsText(claims, ['iss'])}. ${condition}.`;
    case 'OidcAudienceWrong':
      return `Make \`${aud}\` an audience of the identity provider \`${iss}\` and of the trust policy, or set the input \`audience\` to the one that is there; ${tokenHas}. ${condition}.`;
    case 'OidcTokenRejected':
      return `Compare the issuer of the identity provider in the main account with this GitHub instance; the token has ${claimsText(claims, ['iss'])}. ${condition}.`;
    default:
      return undefined;
  }
}

function keysMend(issuer: string): string {
  return `AWS could not fetch the keys of the issuer \`${issuer}\` for a minute: re-run, and see githubstatus.com and health.aws.amazon.com. A GitHub Enterprise Server must be reachable from the internet under this address, with a certificate of a public CA.`;
}
