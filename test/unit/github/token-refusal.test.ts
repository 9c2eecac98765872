import { expect, test } from '@jest/globals';
import { isFinal, pauseBefore, refusalOf } from '../../../src/github/token-refusal.ts';

/** As the toolkit puts it. */
function said(status: number | undefined, message: string): string {
  return `Error message: Failed to get ID Token. \n \n        Error Code : ${status}\n \n        Error Message: ${message}`;
}

test.each([
  { of: 'a refusal', text: said(403, 'Forbidden'), final: true },
  { of: 'a request of another time', text: said(404, 'Not Found'), final: true },
  { of: 'too many requests', text: said(429, 'Too many'), final: false },
  { of: 'a slow request', text: said(408, 'Timeout'), final: false },
  { of: 'a fault of GitHub', text: said(500, 'a certificate of ours'), final: false },
  { of: 'a dropped connection', text: said(undefined, 'read ECONNRESET'), final: false },
  { of: 'an answer without a token', text: 'Response json body do not have ID Token field', final: false },
  { of: 'a private CA', text: said(undefined, 'unable to get local issuer certificate'), final: true },
  {
    of: 'another host',
    text: said(undefined, "Hostname/IP does not match certificate's altnames"),
    final: true,
  },
])('$of is final: $final', ({ text, final }) => {
  expect(isFinal(text)).toBe(final);
});

test('an outage of a minute is sat out, at growing intervals with jitter', () => {
  expect([1, 2, 3, 9].map((failures) => pauseBefore(failures, 0, 1))).toEqual([500, 1_000, 2_000, 10_000]);
  expect(pauseBefore(1, 0, 0)).toBe(250);
  expect(pauseBefore(9, 49_000, 1)).toBe(10_000);
  expect(pauseBefore(9, 51_000, 1)).toBeUndefined();
});

test.each([
  {
    of: 'a refusal is by GitHub',
    text: said(403, 'Forbidden'),
    problem: { saidBy: 'GitHub', said: expect.stringContaining('Error Code : 403 Error Message: Forbidden') },
  },
  {
    of: 'a certificate is a matter of the runner',
    text: said(undefined, 'self-signed certificate in certificate chain'),
    problem: {
      saidBy: 'the system',
      said: 'Error message: Failed to get ID Token. Error Message: self-signed certificate in certificate chain',
      mend: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    },
  },
])('$of', ({ text, problem }) => {
  expect(refusalOf(text)).toMatchObject({ code: 'OidcTokenUnavailable', phase: 'sign-in', ...problem });
  expect(refusalOf(said(500, 'x'))).not.toHaveProperty('mend');
});
