/** What becomes of each call after a cancel is said in one table, which has every command that is sent to EC2 and Auto Scaling. */
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callOf, Paces } from '../../../src/aws/pace.ts';
import type { Call } from '../../../src/model/action-row.ts';
import { awsActions } from '../../../src/model/aws-actions.ts';
import { FakeClock } from '../fakes/clock.ts';

const ROOM = join(import.meta.dirname, '../../../src/aws');

const services = { 'client-ec2': 'ec2', 'client-auto-scaling': 'autoscaling' } as const;

/** Actions of the commands and paginators that a file imports from the clients of EC2 and Auto Scaling. */
function actionsIn(source: string): string[] {
  return Object.entries(services).flatMap(([client, service]) => {
    const imports = [...source.matchAll(new RegExp(`import \\{([^}]*)\\} from '@aws-sdk/${client}'`, 'g'))];
    const names = imports.map(([, each = '']) => each).join(',');
    const found = names.matchAll(/\b(?:paginate(\w+)|(?<!type )(\w+)Command)\b/g);
    return [...found].map(([, paginated, command = '']) => `${service}:${paginated ?? command}`);
  });
}

const called = Object.entries(awsActions).flatMap(([action, { call }]) =>
  call === undefined ? [] : [[action, call] as const],
);

test('has a row for each command that is sent, and no other', () => {
  const sources = readdirSync(ROOM).map((name) => readFileSync(join(ROOM, name), 'utf8'));
  const sent = new Set(sources.flatMap(actionsIn));
  expect(sent.size).toBeGreaterThan(5);
  expect(called.map(([action]) => action).toSorted()).toEqual([...sent].toSorted());
});

test('calls nothing a look-up that changes something, nor the other way round', () => {
  const wrong = called.filter(
    ([action, { does }]) => (does === 'look-up') !== /:(Describe|Get|List)/.test(action),
  );
  expect(wrong).toEqual([]);
});

test.each(called)('finds the row of the command of %s', (action, call) => {
  expect(callOf(`${action.split(':')[1]}Command`)).toBe(call);
});

test('takes a command without a row for a change', () => {
  expect(callOf('TerminateInstancesCommand').does).toBe('change');
  expect(callOf('toString').does).toBe('change');
});

describe('after a cancel', () => {
  const { bucket } = callOf('CreateImageCommand');
  const kinds: readonly { kind: Call; begun: number }[] = [
    { kind: { bucket, does: 'look-up' }, begun: 60 },
    { kind: { bucket, does: 'clean-up' }, begun: 60 },
    { kind: { bucket, does: 'change', phase: 'copy', unbegun: 'the copy was asked for' }, begun: 0 },
  ];

  async function sixtyCalls(kind: Call) {
    const clock = new FakeClock();
    const controller = new AbortController();
    controller.abort();
    const paces = new Paces(clock, controller.signal);
    const begunAt: number[] = [];
    const calls = Array.from({ length: 60 }, () =>
      paces.inTurn('here', 'AnyCommand', () => Promise.resolve(begunAt.push(clock.elapsed())), kind),
    );
    return { begunAt, replies: await Promise.allSettled(calls) };
  }

  test.each(kinds)('$begun of 60 calls are made that are a $kind.does', async ({ kind, begun }) => {
    const { begunAt, replies } = await sixtyCalls(kind);
    expect(begunAt).toHaveLength(begun);
    expect(replies.filter(({ status }) => status === 'fulfilled')).toHaveLength(begun);
  });

  test('what cleans up still waits for its turn', async () => {
    const { begunAt } = await sixtyCalls({ bucket, does: 'clean-up' });
    expect(begunAt.at(0)).toBe(0);
    expect(begunAt.at(-1)).toBe(10_000);
  });

  test('the problem says what was not begun', async () => {
    const [reply] = (
      await sixtyCalls({ bucket, does: 'change', phase: 'copy', unbegun: 'the copy was asked for' })
    ).replies;
    expect(reply).toMatchObject({
      status: 'rejected',
      reason: {
        problem: {
          code: 'Cancelled',
          phase: 'copy',
          what: 'The run was cancelled before the copy was asked for',
        },
      },
    });
  });
});
