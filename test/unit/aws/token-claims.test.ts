import { expect, test } from '@jest/globals';
import { claimsText } from '../../../src/aws/token-claims.ts';

function token(claims: unknown): string {
  return ['head', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'signature'].join('.');
}

test.each([
  {
    given: 'a token of GitHub',
    text: token({
      sub: 'repo:o/r:ref:refs/heads/main',
      aud: 'sts.amazonaws.com',
      repository_id: '7',
      jti: 'x',
    }),
    said: 'the token has sub repo:o/r:ref:refs/heads/main, aud sts.amazonaws.com, repository_id 7',
  },
  { given: 'a token without a known claim', text: token({ sub: 5 }), said: 'the token cannot be read' },
  { given: 'a token of no object', text: token(null), said: 'the token cannot be read' },
  { given: 'no token', text: 'jwt', said: 'the token cannot be read' },
])('$given', ({ text, said }) => {
  expect(claimsText(text)).toBe(said);
});
