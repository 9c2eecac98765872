import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event, Happening } from '../../../src/model/event.ts';
import { LogFold, type LogEntry } from '../../../src/report/log.ts';
import { ACCOUNT, anInstance, aProblem, instanceId, REGION } from '../builders.ts';
import { anyEvents } from './any-event.ts';
import { history, requestOf, started } from './histories.ts';
import {
  checked,
  denied,
  EVIL,
  foreseen,
  HOUR,
  oldImage,
  planned,
  ROLE,
  signedIn,
  skipped,
  tried,
} from './plan-histories.ts';

const PLACE = { account: ACCOUNT, region: REGION };
const WHO = `${ACCOUNT} ${REGION}: web-1 ${instanceId(1)}`;

function printed(all: readonly Event[]): LogEntry[] {
  const log = new LogFold();
  return [...all.flatMap((event) => log.add(event)), ...log.rest()];
}

function textsOf(entries: readonly LogEntry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === 'line' ? [entry.text] : entry.lines));
}

/** The lines of a run in this mode, after its first one. */
function linesOf(mode: 'plan' | 'check' | 'backup', ...happenings: readonly Happening[]): string[] {
  return textsOf(printed(history(started({ mode }), ...happenings))).slice(1);
}

describe('a line of a plan', () => {
  const named = (parts = {}) => requestOf(1, { name: 'n', ...parts });
  const sure = aProblem('NameTaken', { place: PLACE, what: 'It is taken', mend: 'Do this' });

  test.each<{ happening: Happening; lines: string[] }>([
    {
      happening: planned(1, { request: named() }),
      lines: [`${WHO}: an image named n would be created (2 snapshots, 16 GiB)`],
    },
    {
      happening: planned(1, { request: named(), snapshots: 1, sizeGiB: null }),
      lines: [`${WHO}: an image named n would be created (1 snapshot)`],
    },
    {
      happening: planned(1, { request: named({ noReboot: false }) }),
      lines: [
        `${WHO}: an image named n would be created (2 snapshots, 16 GiB) (the instance would be REBOOTED, as no-reboot is false)`,
      ],
    },
    {
      happening: planned(1, { outcome: 'adopted', image: oldImage(1, HOUR, { state: 'pending' }) }),
      lines: [`${WHO}: would be adopted, image ami-1 is pending and 60 min old`],
    },
    {
      happening: planned(1, { outcome: 'skipped', image: oldImage(1, 50 * HOUR) }),
      lines: [`${WHO}: would be skipped, image ami-1 is available and 2 d 2 h old`],
    },
    {
      happening: { kind: 'foreseen', of: requestOf(1), problem: sure },
      lines: [`A backup would fail: NameTaken: It is taken · account ${ACCOUNT}, ${REGION} · Do this`],
    },
    { happening: foreseen('AccessDenied', 1), lines: [`${WHO}: would fail, as a permission is missing`] },
    { happening: foreseen('AssumeRoleDenied'), lines: [] },
    { happening: tried(), lines: [] },
    { happening: tried({ answer: 'cannot be tried', note: 'no image' }), lines: [] },
    { happening: { kind: 'sharded', shards: ['1/1'] }, lines: [] },
    {
      happening: { kind: 'removed', what: 'The loose snapshot snap-1', place: PLACE },
      lines: [`account ${ACCOUNT}, ${REGION}: The loose snapshot snap-1 would be removed`],
    },
    {
      happening: { kind: 'retained', of: requestOf(1), verdicts: [] },
      lines: [`${ACCOUNT} ${REGION}: ${instanceId(1)}: series default keeps 0 images, 0 would be pruned`],
    },
  ])('$happening.kind: $lines', ({ happening, lines }) => {
    expect(linesOf('plan', happening)).toEqual(lines);
  });

  test('of a denied call is a failure', () => {
    expect(linesOf('plan', denied())).toEqual([
      expect.stringMatching(
        /^FAILED AccessDenied: ec2:CreateImage is denied · account 222222222222, eu-west-1/,
      ),
    ]);
  });
});

describe('a line of a check', () => {
  test.each<{ happening: Happening; lines: string[] }>([
    {
      happening: checked(1, { kind: 'fresh', image: oldImage(1, 3 * HOUR) }),
      lines: [`${WHO}: fresh, image ami-1 is 3 h old`],
    },
    { happening: checked(1, { kind: 'too new' }), lines: [`${WHO}: too new to have an image yet`] },
    { happening: checked(1, { kind: 'too old', image: oldImage(1) }), lines: [] },
    { happening: checked(1, { kind: 'no image' }), lines: [] },
  ])('$happening.freshness.kind: $lines', ({ happening, lines }) => {
    expect(linesOf('check', happening)).toEqual(lines);
  });
});

describe('a line of a backup', () => {
  test.each<{ happening: Happening; line: string }>([
    { happening: skipped(1), line: `${WHO}: skipped, image ami-1 is 60 min old` },
    {
      happening: { kind: 'removed', what: 'The loose snapshot snap-1', place: PLACE },
      line: `account ${ACCOUNT}, ${REGION}: The loose snapshot snap-1 was removed`,
    },
  ])('$line', ({ happening, line }) => {
    expect(linesOf('backup', happening)).toEqual([line]);
  });

  test('names an instance without a name once, and shortens a long name', () => {
    const [bare, long] = ['i-77', 'x'.repeat(5_000)].map((name) => {
      const instance = anInstance({ id: 'i-77', name });
      return linesOf('backup', skipped(1, { instance }))[0] ?? '';
    });
    expect(bare).toBe(`${ACCOUNT} ${REGION}: i-77: skipped, image ami-1 is 60 min old`);
    expect(long?.length).toBeLessThan(400);
  });
});

test('what is planned and denied in a target stands in its group', () => {
  const ended: Happening = { kind: 'target-started', target: 1 };
  const entries = printed(history(started({ mode: 'plan' }), signedIn, planned(1), denied(), ended)).slice(2);
  expect(entries.map((entry) => (entry.kind === 'group' ? entry.title : entry.text))).toEqual(['Target 1']);
  expect(textsOf(entries)).toEqual([
    expect.stringContaining('would be created'),
    expect.stringMatching(/^FAILED AccessDenied/),
  ]);
});

test('a hostile name is no command of the runner', () => {
  const instance = anInstance({ name: EVIL });
  const request = requestOf(1, { instance, name: EVIL });
  const happenings: Happening[] = [
    planned(1, { request }),
    { kind: 'skipped', request, image: oldImage(1) },
    { kind: 'removed', what: EVIL, place: { account: EVIL } },
    tried({ role: ROLE, note: EVIL }),
  ];
  const texts = linesOf('plan', ...happenings);
  expect(texts).toHaveLength(3);
  expect(texts.filter((text) => /^\s*::|##\[|[\r\n]/.test(text))).toEqual([]);
});

describe('whatever happens', () => {
  test('no line is a command of the runner, and none breaks', () => {
    fc.assert(
      fc.property(anyEvents, (all) => {
        const texts = textsOf(printed(all));
        expect(texts.filter((text) => /^\s*::|##\[|[\r\n]/.test(text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('whatever was denied has its line', () => {
    fc.assert(
      fc.property(anyEvents, (all) => {
        const failures = all.filter((event) => event.kind === 'tried' && event.problem !== undefined);
        const texts = textsOf(printed(all)).filter((text) => text.startsWith('FAILED'));
        expect(texts.length).toBeGreaterThanOrEqual(failures.length);
      }),
    );
  });
});
