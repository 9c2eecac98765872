import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import { inTargets, targetOf } from '../../../src/report/events.ts';
import { aProblem } from '../builders.ts';
import { anyEvents } from './any-event.ts';
import { created, history, requestOf, selected, START, started } from './histories.ts';
import { checked, denied, oldImage, planned, ROLE, signedIn } from './plan-histories.ts';

const of = requestOf(1, { target: 3 });
const problem = aProblem('NameTaken');

describe('the target of an event', () => {
  test.each<{ happening: Happening; target: number | undefined }>([
    { happening: created(1, { target: 3 }), target: 3 },
    { happening: { kind: 'skipped', request: of, image: oldImage(1) }, target: 3 },
    { happening: planned(1, { request: of }), target: 3 },
    { happening: checked(1, { kind: 'too new' }, { target: 3 }), target: 3 },
    { happening: { kind: 'failed', of, problem }, target: 3 },
    { happening: { kind: 'retained', of, verdicts: [] }, target: 3 },
    { happening: { kind: 'foreseen', of, problem }, target: 3 },
    { happening: { kind: 'foreseen', target: 3, problem }, target: 3 },
    { happening: { kind: 'foreseen', problem }, target: undefined },
    { happening: denied({}, 3), target: 3 },
    { happening: selected([1], 3), target: 3 },
    { happening: { kind: 'target-failed', problem }, target: undefined },
    { happening: started(), target: undefined },
    { happening: signedIn, target: undefined },
    { happening: { kind: 'removed', what: 'x', place: {} }, target: undefined },
    { happening: { kind: 'sharded', shards: [] }, target: undefined },
  ])('$happening.kind: $target', ({ happening, target }) => {
    expect(targetOf({ at: START, ...happening })).toBe(target);
  });
});

describe('in the order of the targets', () => {
  test('what is of none comes first, and within a target nothing changes places', () => {
    const events = history(
      denied({ action: 'ec2:DeleteSnapshot' }, 2),
      denied({ action: 'ec2:CreateImage' }, 1),
      { kind: 'tried', cell: { action: 'sts:GetCallerIdentity', place: {}, role: ROLE, answer: 'allowed' } },
      denied({ action: 'ec2:CreateTags' }, 1),
      { kind: 'tried', cell: { action: 'sts:AssumeRole', place: {}, role: ROLE, answer: 'allowed' } },
    );
    const actions = inTargets(events, (event) => (event.kind === 'tried' ? [event.cell.action] : []));
    expect(actions).toEqual([
      'sts:GetCallerIdentity',
      'sts:AssumeRole',
      'ec2:CreateImage',
      'ec2:CreateTags',
      'ec2:DeleteSnapshot',
    ]);
  });

  test('nothing is lost', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const ordered = inTargets(events, (event) => [event]);
        expect(new Set(ordered)).toEqual(new Set(events));
        const targets = ordered.map((event) => targetOf(event) ?? 0);
        expect(targets).toEqual(targets.toSorted((one, other) => one - other));
      }),
    );
  });
});
