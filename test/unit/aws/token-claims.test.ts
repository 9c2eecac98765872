import { expect, test } from '@jest/globals';
import { claimsOf, claimsText, trustCondition } from '../../../src/aws/token-claims.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';

function token(claims: unknown): string {
  return ['head', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'signature'].join('.');
}

test('the claims that trust policies compare are told, and no others', () => {
  const claims = claimsOf(
    token({ sub: 'repo:o/r:environment:prod', aud: 'a', repository_id: '7', environment: 'prod', jti: 'x' }),
  );
  expect(claimsText(claims)).toBe(
    '`sub: repo:o/r:environment:prod`, `aud: a`, `repository_id: 7`, `environment: prod`',
  );
});

test.each([
  { issuer: GITHUB, more: { 'token.actions.githubusercontent.com:repository_id': '7' } },
  { issuer: `${GITHUB}/acme`, more: { 'token.actions.githubusercontent.com/acme:repository_id': '7' } },
  // STS compares no other claim of a GitHub Enterprise Server.
  { issuer: 'https://ghes.corp/_services/token', more: {} },
])('the condition for $issuer', ({ issuer, more }) => {
  const host = issuer.replace('https://', '');
  const condition = trustCondition(claimsOf(token({ iss: issuer, sub: 's', aud: 'a', repository_id: '7' })));
  expect(JSON.parse(condition)).toEqual({
    StringEquals: { [`${host}:aud`]: 'a', [`${host}:sub`]: 's', ...more },
  });
});

test.each([
  {
    given: 'line breaks, backticks and signs that nobody sees',
    value: 'a\n`b`\u200b\u202e',
    shown: "a\ufffd'b'\ufffd\ufffd",
  },
  { given: 'much text', value: 'x'.repeat(3000), shown: `${'x'.repeat(499)}…` },
])('a claim with $given is made harmless', ({ value, shown }) => {
  expect(claimsOf(token({ sub: value }))).toEqual({ sub: shown });
});

test.each([
  { given: 'a claim that is no text', text: token({ sub: 5 }) },
  { given: 'a token of no object', text: token(null) },
  { given: 'no token', text: 'jwt' },
])('$given says nothing', ({ text }) => {
  expect(claimsOf(text)).toEqual({});
});
