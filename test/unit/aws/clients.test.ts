import { describe, expect, test } from '@jest/globals';
import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AwsClock } from '../../../src/aws/clock.ts';
import { Clients } from '../../../src/aws/clients.ts';

const SETUP = {
  region: 'eu-west-1',
  credentials: () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' }),
};
const HOUR = 3600_000;

interface Reply {
  readonly statusCode: number;
  readonly body: string;
  readonly date: number;
}

/** Answers each request of the client with the next of the replies, and counts them. */
function answer(client: { config: { requestHandler: object } }, replies: readonly Reply[]) {
  const seen = { requests: 0 };
  client.config.requestHandler = {
    handle: () => {
      const reply = replies[Math.min(seen.requests, replies.length - 1)];
      seen.requests += 1;
      const headers = { date: new Date(reply?.date ?? 0).toUTCString() };
      const body = new Blob([reply?.body ?? '']).stream();
      return Promise.resolve({ response: { statusCode: reply?.statusCode ?? 0, headers, body } });
    },
  };
  return seen;
}

function ec2Error(code: string, date: number): Reply {
  const body = `<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors></Response>`;
  return { statusCode: 403, body, date };
}

const never = new AbortController().signal;

const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

test('a reply of STS tells the time', async () => {
  const clock = new AwsClock();
  const sts = new Clients({}, clock, never).sts(SETUP);
  const later = Date.now() + HOUR;
  answer(sts, [{ statusCode: 200, body: IDENTITY, date: later }]);
  await sts.send(new GetCallerIdentityCommand({}));
  expect(Math.abs(clock.now() - later)).toBeLessThan(5_000);
});

describe('on a runner whose clock is an hour off', () => {
  test('a denied call is made once', async () => {
    const ec2 = new Clients({}, new AwsClock(), never).ec2({ ...SETUP, account: '222222222222' });
    const seen = answer(ec2, [ec2Error('UnauthorizedOperation', Date.now() + HOUR)]);
    await expect(ec2.send(new DescribeImagesCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
    expect(seen.requests).toBe(1);
  });

  test('a call refused for its time is made again', async () => {
    const ec2 = new Clients({}, new AwsClock(), never).ec2({ ...SETUP, account: '222222222222' });
    const later = Date.now() + HOUR;
    const good = { statusCode: 200, body: '<DescribeImagesResponse/>', date: later };
    const seen = answer(ec2, [ec2Error('RequestExpired', later), good]);
    await ec2.send(new DescribeImagesCommand({}));
    expect(seen.requests).toBe(2);
  });
});

test('a call that AWS cannot serve is made again', async () => {
  const ec2 = new Clients({}, new AwsClock(), never).ec2({ ...SETUP, account: '222222222222' });
  const now = Date.now();
  const good = { statusCode: 200, body: '<DescribeImagesResponse/>', date: now };
  const seen = answer(ec2, [{ statusCode: 503, body: '', date: now }, good]);
  await ec2.send(new DescribeImagesCommand({}));
  expect(seen.requests).toBe(2);
});
