/** What is told of a connection that failed. */
import { expect, test } from '@jest/globals';
import { problemOf } from '../../../src/aws/problems.ts';

const ATTEMPT = { phase: 'plan', place: { account: '222222222222' }, what: 'Cannot look' } as const;

function thrown(facts: { name?: string; code?: string; message?: string; status?: number }): Error {
  const { message = 'so it is', status, ...others } = facts;
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return Object.assign(new Error(message), others, metadata);
}

test.each([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPROTO',
  'HPE_INVALID_CONSTANT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
])('%s is a connection that failed', (code) => {
  expect(problemOf(thrown({ code }), ATTEMPT)).toEqual({
    ...ATTEMPT,
    code: 'NetworkUnreachable',
    said: `${code}: so it is`,
    saidBy: 'the system',
  });
});

test.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('%s: the mend names the file of the CA', (code) => {
  const problem = problemOf(thrown({ code }), ATTEMPT);
  expect([problem.code, problem.mend]).toEqual([
    'NetworkUnreachable',
    expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  ]);
});

test('the page of a proxy is no answer of AWS', () => {
  const page = thrown({ name: 'Unknown', message: 'Unknown', status: 403 });
  expect(problemOf(page, ATTEMPT)).toMatchObject({
    code: 'NetworkUnreachable',
    said: "HTTP status 403, in a reply that is not AWS's",
  });
});

test('other errors are none', () => {
  expect(problemOf(thrown({ code: 'ERR_INVALID_ARG_TYPE' }), ATTEMPT).code).toBe('Unexpected');
  expect(problemOf(thrown({ name: 'Unknown', status: 500 }), ATTEMPT).code).toBe('AwsFailed');
  expect(problemOf(thrown({ name: 'NoSuchThing', status: 400 }), ATTEMPT).code).toBe('AwsRefused');
});
