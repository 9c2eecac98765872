/** The pages of docs/ agree with the code. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { problemOf } from '../../src/aws/problems.ts';
import { NEW_IN_IAM } from '../../src/aws/patience.ts';
import { OTHER_TRIES, TRIES_OF_A_FAILURE } from '../../src/aws/retries.ts';
import { sharedFields } from '../../src/config/fields.ts';
import { PENDING_AGE } from '../../src/images/adopt.ts';
import { BUSY_GRACE, BUSY_INTERVAL } from '../../src/images/create-once.ts';
import { NOT_FOUND_GRACE } from '../../src/images/judge.ts';
import { MAX_NAME } from '../../src/images/name.ts';
import { MUST_RECOVER_WITHIN } from '../../src/images/reboot.ts';
import { catalogue } from '../../src/model/problem.ts';
import { NOTHING_GRACE } from '../../src/regions/sightings.ts';
import { reliabilityWithTables } from '../../scripts/reliability.ts';
import { faultTable } from '../faults/table.ts';

const ROOT = resolve(import.meta.dirname, '../..');

function page(name: string): string {
  return readFileSync(join(ROOT, 'docs', name), 'utf8');
}

/** Heading of level 3 to the text below it. */
const chapters = new Map(
  page('troubleshooting.md')
    .split(/^### /m)
    .slice(1)
    .map((chapter) => {
      const [code = '', ...lines] = chapter.split(/^## /m)[0]?.split('\n') ?? [];
      return [code, lines.join('\n').trim()] as const;
    }),
);

test('docs/troubleshooting.md has one heading for each code of the catalogue', () => {
  expect([...chapters.keys()].toSorted()).toEqual(Object.keys(catalogue).toSorted());
});

/** The parts of a chapter, in the order in which a reader needs them. */
const form =
  /^[A-Z`][^*]+?\n\n(?:- \*\*(?:AWS|GitHub|The system) says:\*\*[^*]+)?- \*\*Why:\*\*[^*]+- \*\*Fix:\*\*[^*]+- \*\*Since:\*\* 0\.1$/;

test.each([...chapters])('%s: what is seen, why, the fix and since when, in few lines', (_, text) => {
  expect(text.replace(/```[^]*?```|`[^`\n]+`/g, '`x`')).toMatch(form);
  expect(text.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(25);
});

const examples = [...chapters].flatMap(([code, text]) =>
  [...text.matchAll(/^ {2}```(\w+)\n([^]*?)\n {2}```$/gm)].map(([, language = '', block = '']) => ({
    ...{ code, language },
    lines: block.split('\n').map((line) => line.slice(2)),
  })),
);

/** Where no change of a workflow, policy or parameter, and no command, is the fix. */
const withoutExample = ['OidcTokenRejected', 'AccountNotReady', 'Throttled', 'AwsRefused', 'AwsFailed'];
const elsewhere = ['InstanceNotImageable', 'ImageVanished', 'Unexpected'];

test('each has an example of its fix, unless nothing of the user changes', () => {
  const codes = new Set(examples.map(({ code }) => code));
  expect([...chapters.keys()].filter((code) => !codes.has(code)).toSorted()).toEqual(
    [...withoutExample, ...elsewhere].toSorted(),
  );
});

const changes = examples.filter(({ language }) => language === 'diff');

test.each(changes)('the example of $code is YAML before and after, and the two differ', ({ lines }) => {
  const side = (sign: string): unknown =>
    parse(
      lines
        .filter((line) => line.startsWith(' ') || line.startsWith(sign))
        .map((line) => line.slice(1))
        .join('\n'),
    );
  expect(side('+')).not.toEqual(side('-'));
  const inputs = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { inputs: object };
  const { with: given = {} } = (side('+') ?? {}) as { with?: object };
  expect(Object.keys(given).filter((name) => !(name in inputs.inputs))).toEqual([]);
});

test('the numbers in it are those of the code', () => {
  const seconds = NEW_IN_IAM / 1_000;
  const told: readonly (readonly [keyof typeof catalogue, string])[] = [
    ['AwsFailed', `${TRIES_OF_A_FAILURE} times`],
    ['Throttled', `${OTHER_TRIES} times`],
    ['NetworkUnreachable', `in ${OTHER_TRIES} tries`],
    ['VolumeBusy', `for ${BUSY_GRACE / 60_000} minutes`],
    ['ImageVanished', `for ${NOT_FOUND_GRACE / 60_000} minutes`],
    ['NothingToWaitFor', `${NOTHING_GRACE / 60_000} minute`],
    ['RebootNotRecovered', `within ${MUST_RECOVER_WITHIN / 60_000} minutes`],
    ['WaitTimedOut', `less than ${PENDING_AGE / 3_600_000} hours`],
    ['NameTooLong', `more than ${MAX_NAME} characters`],
    ['TooManyInstances', `(${sharedFields['max-instances'].byDefault} by default)`],
    ...(['OidcProviderMissing', 'OidcNotTrusted', 'AssumeRoleDenied'] as const).map(
      (code) => [code, `once more after ${seconds} seconds`] as const,
    ),
  ];
  for (const [code, words] of told) {
    expect([code, chapters.get(code)?.replace(/\s+/g, ' ')]).toEqual([code, expect.stringContaining(words)]);
  }
});

/** What AWS says in a call of EC2; sign-in calls give some codes another meaning. */
const inSignIn = ['OidcProviderMissing', 'OidcAudienceWrong', 'OidcTokenRejected', 'AssumeRoleDenied'];

test('the codes of AWS that a heading lists become its code', () => {
  const listed = [...chapters].flatMap(([code, text]) => {
    if (inSignIn.includes(code)) return [];
    const [, says = ''] = /- \*\*AWS says:\*\*([^]*?)(?=\n- |$)/.exec(text) ?? [];
    return [...says.matchAll(/`([A-Za-z.]+)`/g)].map(([, name = '']) => ({ code, name }));
  });
  expect(listed.length).toBeGreaterThan(25);
  const message = 'Instance is not in state running';
  for (const { code, name } of listed) {
    const found = problemOf({ name, message }, { phase: 'create', place: {}, what: 'Cannot' });
    expect([name, found.code]).toEqual([name, code]);
  }
});

test('links between the pages lead somewhere', () => {
  for (const name of ['troubleshooting.md', 'reliability.md']) {
    for (const [, target = '', anchor] of page(name).matchAll(/\]\(([a-z-]+\.md)(?:#([a-z-]+))?\)/g)) {
      const anchors = [...page(target).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
      if (anchor !== undefined) expect(anchors).toContain(anchor);
    }
  }
});

test('the numbers in docs/reliability.md are those of the code', () => {
  const text = page('reliability.md').replace(/\s+/g, ' ');
  for (const words of [
    `tried up to ${OTHER_TRIES} times with growing pauses`,
    `tried up to ${TRIES_OF_A_FAILURE} times, in more than a minute`,
    `once more after ${NEW_IN_IAM / 1_000} seconds`,
    `less than ${PENDING_AGE / 3_600_000} hours old`,
    `| ${BUSY_GRACE / 60_000} minutes, tried every ${BUSY_INTERVAL / 1_000} seconds |`,
    `| ${NOT_FOUND_GRACE / 60_000} minutes |`,
    `| ${NOTHING_GRACE / 60_000} minute, tried every`,
    `| ${MUST_RECOVER_WITHIN / 60_000} minutes |`,
  ])
    expect(text).toContain(words);
});

test('docs/reliability.md lists every fault of the lane, each once', () => {
  const faults = Object.values(faultTable).flat();
  expect(faults.length).toBeGreaterThanOrEqual(40);
  expect(new Set(faults.map(({ fault }) => fault)).size).toBe(faults.length);
  const text = page('reliability.md');
  for (const { fault, happens } of faults) {
    expect(text).toContain(fault);
    expect(text).toContain(happens);
  }
  const parts = (whole: string): string[] => whole.match(/[^\s|-]+/g) ?? [];
  expect(parts(reliabilityWithTables(text))).toEqual(parts(text));
});
