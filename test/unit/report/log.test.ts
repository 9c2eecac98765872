import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event, Happening } from '../../../src/model/event.ts';
import { LogFold, type LogEntry } from '../../../src/report/log.ts';
import { ACCOUNT, aProblem, anInstance, REGION } from '../builders.ts';
import {
  available,
  created,
  failed,
  history,
  imageOf,
  requestOf,
  selected,
  START,
  started,
} from './histories.ts';
import { anyEvents } from './any-event.ts';

function printed(all: readonly Event[]): LogEntry[] {
  const log = new LogFold();
  return [...all.flatMap((event) => log.add(event)), ...log.rest()];
}

function textsOf(entries: readonly LogEntry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === 'line' ? [entry.text] : entry.lines));
}

function lineOf(...happenings: readonly Happening[]): string | undefined {
  return textsOf(printed(history(...happenings))).at(-1);
}

const PLACE = { account: ACCOUNT, region: REGION };
const signedIn: Happening = { kind: 'target-signed-in', target: 1, account: ACCOUNT, arn: 'arn:session' };
const targetStarted: Happening = { kind: 'target-started', target: 1 };

/** An image that an earlier job asked for, a minute and a half before. */
function adopted(state: string): Happening {
  return {
    kind: 'adopted',
    request: requestOf(1),
    image: imageOf(1, { state, createdAt: START - 90_000 }),
  };
}

describe('the lines of a target', () => {
  test('are held back until all its images were asked for, and then are one group', () => {
    const log = new LogFold();
    const before = history(signedIn, selected([1]), created(1)).flatMap((event) => log.add(event));
    const [group, ...others] = history(targetStarted).flatMap((event) => log.add(event));
    expect([before, others]).toEqual([[], []]);
    expect(group).toMatchObject({ kind: 'group', title: `Target 1: account ${ACCOUNT}` });
    expect(group?.kind === 'group' ? group.lines : []).toHaveLength(3);
  });

  test('are lines of their own after that', () => {
    const entries = printed(history(signedIn, targetStarted, available(1)));
    expect(entries.map(({ kind }) => kind)).toEqual(['group', 'line']);
  });

  test('come in the order of the targets', () => {
    const entries = printed(
      history(
        signedIn,
        { ...signedIn, target: 2 },
        { kind: 'target-started', target: 2 },
        { kind: 'target-started', target: 1 },
      ),
    );
    expect(entries.map((entry) => (entry.kind === 'group' ? entry.title : ''))).toEqual([
      `Target 1: account ${ACCOUNT}`,
      `Target 2: account ${ACCOUNT}`,
    ]);
  });

  test('are printed at the end when the target never started', () => {
    expect(textsOf(printed(history(failed(1, 'Cancelled'))))).toHaveLength(1);
  });

  test('without an account are those of a target that nobody was let into', () => {
    const denied = { kind: 'target-failed', target: 1, problem: aProblem('AssumeRoleDenied') } as const;
    const noticed = { kind: 'noticed', target: 1, text: 'by the way', place: {} } as const;
    expect(printed(history(denied, noticed, targetStarted))).toMatchObject([
      { kind: 'line', text: expect.stringMatching(/^FAILED AssumeRoleDenied/) },
      { kind: 'group', title: 'Target 1' },
    ]);
  });

  test('that there are none of are no group', () => {
    expect(printed(history(targetStarted))).toEqual([]);
  });
});

describe('a line', () => {
  const instance = anInstance({ id: 'i-1', name: 'i-1' });

  test.each<{ happenings: Happening[]; text: RegExp }>([
    { happenings: [started({ runKey: 'key' })], text: /^Run key key$/ },
    {
      happenings: [{ kind: 'signed-in', account: '1', arn: 'a', how: 'OIDC' }],
      text: /^Signed in to main account 1 as a \(OIDC\)$/,
    },
    { happenings: [signedIn], text: /^Acting as arn:session$/ },
    { happenings: [selected([1, 2])], text: /^222222222222 eu-west-1: 2 instances selected$/ },
    {
      happenings: [
        {
          kind: 'selected',
          target: 1,
          place: PLACE,
          selection: { instances: [], leftOut: { terminated: 3 }, excluded: 2 },
        },
      ],
      text: /0 instances selected, 2 excluded, 3 left out as terminated$/,
    },
    { happenings: [created(1, { name: 'n' })], text: /web-1 i-0{16}1: image ami-1 is pending, named n$/ },
    { happenings: [created(1, { instance })], text: /eu-west-1: i-1: image ami-1 is pending/ },
    { happenings: [created(1, { noReboot: false })], text: /REBOOTED/ },
    {
      happenings: [{ kind: 'adopted', request: requestOf(1), image: imageOf(1) }],
      text: /ami-1 .*adopted, available$/,
    },
    { happenings: [created(1), available(1)], text: /image ami-1 is available \(8 GiB, 1 s\)$/ },
    { happenings: [available(1)], text: /is available \(8 GiB\)$/ },
    // How long it took counts from the image; when it was available before, nobody knows.
    { happenings: [adopted('pending'), available(1)], text: /is available \(8 GiB, 1 min 31 s\)$/ },
    { happenings: [adopted('available'), available(1)], text: /image ami-1 is available \(8 GiB\)$/ },
    {
      happenings: [adopted('available'), created(2), available(2)],
      text: /ami-2 is available \(8 GiB, 1 s\)$/,
    },
    { happenings: [failed(1, 'LimitReached')], text: /^FAILED LimitReached: It was LimitReached · account/ },
    {
      happenings: [{ kind: 'target-failed', problem: aProblem('NoCredentials') }],
      text: /^FAILED NoCredentials:/,
    },
    {
      happenings: [{ kind: 'warned', text: 'careful', place: PLACE }],
      text: /^Warning: account 222222222222, eu-west-1: careful$/,
    },
    { happenings: [{ kind: 'noticed', text: 'by the way', place: {} }], text: /^by the way$/ },
  ])('$text', ({ happenings, text }) => {
    expect(lineOf(...happenings)).toMatch(text);
  });

  test('is none for a run without a key', () => {
    expect(lineOf(started({ runKey: '' }))).toBeUndefined();
  });

  test('shortens a name', () => {
    expect(lineOf(created(1, { instance: anInstance({ name: 'x'.repeat(5_000) }) }))?.length).toBeLessThan(
      500,
    );
  });
});

describe('progress', () => {
  const at = (seconds: number, region = REGION, percent = seconds): Event => ({
    at: START + seconds * 1_000,
    kind: 'progressed',
    place: { account: ACCOUNT, region },
    progress: { available: 1, pending: 2, percent },
  });

  test('is one line in 20 seconds', () => {
    const texts = textsOf(printed([at(0), at(10), at(19.9), at(20), at(39), at(41)]));
    expect(texts.map((text) => /at (\S+) %/.exec(text)?.[1])).toEqual(['0', '20', '41']);
  });

  test('is for each account and region', () => {
    expect(textsOf(printed([at(0), at(1, 'us-east-1'), at(2)]))).toHaveLength(2);
  });

  test('counts images, with the percents that are known', () => {
    const place = PLACE;
    expect(textsOf(printed([at(0, REGION, 40)]))).toEqual([
      `${ACCOUNT} ${REGION}: 1 of 3 images available, snapshots at 40 %`,
    ]);
    expect(lineOf({ kind: 'progressed', place, progress: { available: 0, pending: 1 } })).toBe(
      `${ACCOUNT} ${REGION}: 0 of 1 image available`,
    );
  });
});

/** Kinds that have a line only when there is something to say, and those that have none: others tell them better. */
const sometimes: readonly Event['kind'][] = ['started', 'foreseen', 'tried', 'checked', 'progressed'];
const never: readonly Event['kind'][] = ['sharded', 'held', 'target-started'];

describe('whatever happens', () => {
  test('no line is a command of the runner, and none breaks', () => {
    fc.assert(
      fc.property(anyEvents, (all) => {
        const entries = printed(all);
        const titles = entries.flatMap((entry) => (entry.kind === 'group' ? [entry.title] : []));
        const texts = [...titles, ...textsOf(entries)];
        expect(texts.filter((text) => /^\s*::|##\[|[\r\n]/.test(text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing that has a line is lost', () => {
    fc.assert(
      fc.property(anyEvents, (all) => {
        const certain = all.filter(({ kind }) => !sometimes.includes(kind));
        const loud = certain.filter(({ kind }) => !never.includes(kind));
        const always = textsOf(printed(certain));
        expect(always).toHaveLength(loud.length);
      }),
    );
  });
});
