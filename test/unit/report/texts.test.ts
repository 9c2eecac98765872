import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { regionsByPartition } from '../../../src/model/partitions.ts';
import { catalogue } from '../../../src/model/problem.ts';
import { imageLink } from '../../../src/report/console-link.ts';
import { logText, pageText, shortened } from '../../../src/report/escape.ts';
import { placeText, problemText } from '../../../src/report/problem-text.ts';
import { ageText, plural, timeText } from '../../../src/report/quantities.ts';
import { sentenceOf } from '../../../src/report/sentence.ts';
import type { Happening } from '../../../src/model/event.ts';
import { aProblem } from '../builders.ts';
import { available, created, failed, hostile, imageOf, reportOf, requestOf, started } from './histories.ts';

describe('a problem in a sentence', () => {
  test('says what failed, where, what AWS said and what to do', () => {
    const problem = aProblem('AccessDenied', { what: 'It failed', said: 'X: no', mend: 'Do this.' });
    expect(problemText(problem)).toBe(
      'It failed · account 222222222222, eu-west-1 · AWS said: X: no · Do this.',
    );
  });

  test('takes what to do from the catalogue', () => {
    expect(problemText(aProblem('Throttled', { place: {} }))).toBe(
      `It was Throttled · ${catalogue.Throttled}`,
    );
  });

  test.each([
    { place: {}, text: '' },
    { place: { region: 'eu-west-1' }, text: 'eu-west-1' },
    { place: { account: '1', region: 'r', instance: 'i', image: 'a' }, text: 'account 1, r, i, a' },
  ])('is at $text', ({ place, text }) => {
    expect(placeText(place)).toBe(text);
  });
});

describe('a link into the console', () => {
  test.each([
    { region: 'eu-west-1', host: 'eu-west-1.console.aws.amazon.com' },
    { region: 'cn-north-1', host: 'cn-north-1.console.amazonaws.cn' },
    { region: 'us-gov-west-1', host: 'console.amazonaws-us-gov.com' },
    { region: 'eusc-de-east-1', host: 'eusc-de-east-1.console.amazonaws-eusc.eu' },
    // Opened after this version was made.
    { region: 'eu-west-4', host: 'eu-west-4.console.aws.amazon.com' },
    { region: 'cn-south-1', host: 'cn-south-1.console.amazonaws.cn' },
  ])('of $region is at $host', ({ region, host }) => {
    expect(imageLink(region, 'ami-1')).toBe(
      `https://${host}/ec2/home?region=${region}#ImageDetails:imageId=ami-1`,
    );
  });

  test.each([{ region: 'us-iso-east-1' }, { region: 'eu-isoe-west-9' }])(
    'of $region is none',
    ({ region }) => {
      expect(imageLink(region, 'ami-1')).toBeUndefined();
    },
  );

  test('exists for every region of the commercial partition', () => {
    expect(regionsByPartition['aws']?.filter((region) => imageLink(region, 'ami-1') === undefined)).toEqual(
      [],
    );
  });

  test('holds nothing that ends a Markdown link', () => {
    expect(imageLink('eu-west-1', 'ami) <b>|')).toMatch(/imageId=[^\s<>|[\]]*$/);
  });
});

describe('text for the page', () => {
  test('has no markup of its own, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(pageText(text)).not.toMatch(/[<>|`[\]*_\\\r\n]/);
        expect(pageText(text)).not.toMatch(/&(?!#\d+;)/);
      }),
    );
  });

  test('is, once a browser has read it, what it was on one line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const read = pageText(text).replace(/&#(\d+);/g, (_, code: string) =>
          String.fromCharCode(Number(code)),
        );
        expect(read).toBe(text.replace(/\s+/g, ' '));
      }),
    );
  });

  test('has an end', () => {
    expect(pageText('<'.repeat(100_000)).length).toBeLessThan(20_000);
  });
});

describe('text for the log', () => {
  test('is one line without a command of the runner, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(logText(text)).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
        expect(logText(text).trimStart().startsWith('::')).toBe(false);
        expect(logText(text)).not.toContain('##[');
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([{ text: 'an ordinary line: with ## and ::' }, { text: 'Größe 日本' }])(
    'leaves $text alone',
    ({ text }) => {
      expect(logText(text)).toBe(text);
    },
  );
});

test.each([
  { length: 256, shown: 256, end: 'x' },
  { length: 257, shown: 256, end: '…' },
])('a name of $length characters is shown with $shown', ({ length, shown, end }) => {
  const text = shortened('x'.repeat(length));
  expect([text.length, text.at(-1)]).toEqual([shown, end]);
});

describe('counts and times', () => {
  test.each([
    { count: 0, text: '0 images' },
    { count: 1, text: '1 image' },
    { count: 2, text: '2 images' },
  ])('$text', ({ count, text }) => {
    expect(plural(count, 'image')).toBe(text);
  });

  test.each([
    { milliseconds: -1, text: '0 s' },
    { milliseconds: 45_400, text: '45 s' },
    { milliseconds: 59_600, text: '1 min 0 s' },
    { milliseconds: 65_000, text: '1 min 5 s' },
    { milliseconds: 3_599_000, text: '59 min 59 s' },
    { milliseconds: 7_380_000, text: '2 h 3 min' },
  ])('$milliseconds ms are $text', ({ milliseconds, text }) => {
    expect(timeText(milliseconds)).toBe(text);
  });
});

describe('an age', () => {
  const [MINUTE, HOUR, DAY] = [60_000, 3600_000, 86_400_000];

  test.each([
    { milliseconds: -MINUTE, text: '0 min' },
    { milliseconds: MINUTE - 1, text: '0 min' },
    { milliseconds: 45 * MINUTE, text: '45 min' },
    { milliseconds: 2 * HOUR - 1, text: '119 min' },
    { milliseconds: 2 * HOUR, text: '2 h' },
    { milliseconds: 3 * HOUR + 59 * MINUTE, text: '3 h' },
    { milliseconds: 2 * DAY - 1, text: '47 h' },
    { milliseconds: 2 * DAY, text: '2 d 0 h' },
    { milliseconds: 2 * DAY + 5 * HOUR - 1, text: '2 d 4 h' },
    { milliseconds: 400 * DAY, text: '400 d 0 h' },
  ])('of $milliseconds ms is $text, rounded down', ({ milliseconds, text }) => {
    expect(ageText(milliseconds)).toBe(text);
  });

  test('never makes an image older than it is', () => {
    fc.assert(
      fc.property(fc.nat(1_000 * DAY), (age) => {
        const [days = 0, hours = 0, minutes = 0] = ['d', 'h', 'min'].map((unit) =>
          Number(new RegExp(`(\\d+) ${unit}`).exec(ageText(age))?.[1] ?? 0),
        );
        const told = days * DAY + hours * HOUR + minutes * MINUTE;
        expect(told).toBeLessThanOrEqual(age);
        expect(age - told).toBeLessThan(HOUR);
      }),
    );
  });
});

describe('the verdict', () => {
  const other = { account: '333333333333' };

  test.each<{ happenings: Happening[]; text: RegExp }>([
    { happenings: [started()], text: /^No instance was selected, and no image was made$/ },
    { happenings: [started(), created(1), available(1)], text: /^1 image in 1 account is available$/ },
    {
      happenings: [started(), created(1), available(1), created(2, other), available(2, other)],
      text: /^2 images in 2 accounts are available$/,
    },
    {
      happenings: [started({ wait: false }), created(1)],
      text: /^1 image in 1 account was accepted and not waited for$/,
    },
    {
      happenings: [started({ wait: false }), created(1), created(2)],
      text: /^2 images in 1 account were accepted and not waited for$/,
    },
    {
      happenings: [started(), created(1), available(1), failed(2, 'LimitReached')],
      text: /^1 of 2 images in 1 account available, 1 failure$/,
    },
    {
      happenings: [started({ wait: false }), created(1), failed(2, 'LimitReached')],
      text: /^1 of 2 images in 1 account accepted, 1 failure$/,
    },
    { happenings: [started(), failed(1, 'LimitReached')], text: /^No image was made, 1 failure$/ },
    { happenings: [started({ mode: 'validate' })], text: /^The inputs are valid$/ },
    {
      happenings: [
        started({ mode: 'validate' }),
        { kind: 'target-failed', problem: aProblem('InputInvalid') },
      ],
      text: /^The inputs have 1 mistake; nothing was called and nothing was changed$/,
    },
  ])('$text', ({ happenings, text }) => {
    expect(sentenceOf(reportOf(...happenings))).toMatch(text);
  });

  test('does not deny an image that is still pending at wait-timeout', () => {
    const pending = imageOf(1, { state: 'pending' });
    const report = reportOf(started(), created(1), failed(1, 'WaitTimedOut', pending));
    expect(sentenceOf(report)).not.toContain('No image was made');
  });

  test('names the accounts that were not reached, each once', () => {
    const closed = aProblem('AssumeRoleDenied', { phase: 'sign-in', place: { account: '333333333333' } });
    const failure: Happening = { kind: 'target-failed', problem: closed };
    const nobody: Happening = {
      kind: 'target-failed',
      problem: aProblem('NoCredentials', { phase: 'sign-in', place: {} }),
    };
    const text = sentenceOf(reportOf(started(), created(1), available(1), failure, failure, nobody));
    expect(text.split('333333333333')).toHaveLength(2);
    expect(text).toContain('not reached');
  });

  test('counts an adopted image', () => {
    const report = reportOf(started(), { kind: 'adopted', request: requestOf(1), image: imageOf(1) });
    expect(sentenceOf(report)).toBe('1 image in 1 account is available');
  });
});
