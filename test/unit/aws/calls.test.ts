/** What becomes of each call after a cancel is said in one table, which has every command that is sent to EC2 and Auto Scaling. */
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ec2Call, ec2Calls, type Ec2Call } from '../../../src/aws/calls.ts';
import { Paces } from '../../../src/aws/pace.ts';
import { FakeClock } from '../fakes/clock.ts';

const ROOM = join(import.meta.dirname, '../../../src/aws');

/** Commands and paginators that a file imports from the clients of EC2 and Auto Scaling. */
function commandsIn(source: string): string[] {
  const imports = [
    ...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(?:ec2|auto-scaling)'/g),
  ].map(([, names = '']) => names);
  const names = imports.join(',').matchAll(/\b(?:paginate(\w+)|(?<!type )(\w+Command))\b/g);
  return [...names].map(([, paginated, command]) => command ?? `${paginated}Command`);
}

test('has a row for each command that is sent, and no other', () => {
  const sources = readdirSync(ROOM).map((name) => readFileSync(join(ROOM, name), 'utf8'));
  const sent = new Set(sources.flatMap(commandsIn));
  expect(sent.size).toBeGreaterThan(5);
  expect(Object.keys(ec2Calls).toSorted()).toEqual([...sent].toSorted());
});

test('calls nothing a look-up that changes something, nor the other way round', () => {
  const wrong = Object.entries<Ec2Call>(ec2Calls).filter(
    ([command, { does }]) => (does === 'look-up') !== /^(Describe|Get|List)/.test(command),
  );
  expect(wrong).toEqual([]);
});

test('takes a command without a row for a change', () => {
  expect(ec2Call('TerminateInstancesCommand').does).toBe('change');
  expect(ec2Call('toString').does).toBe('change');
});

describe('after a cancel', () => {
  const { bucket } = ec2Calls.CreateImageCommand;
  const kinds: readonly { kind: Ec2Call; begun: number }[] = [
    { kind: { bucket, does: 'look-up' }, begun: 60 },
    { kind: { bucket, does: 'clean-up' }, begun: 60 },
    { kind: { bucket, does: 'change', phase: 'copy', unbegun: 'the copy was asked for' }, begun: 0 },
  ];

  async function sixtyCalls(kind: Ec2Call) {
    const clock = new FakeClock();
    const controller = new AbortController();
    controller.abort();
    const paces = new Paces(clock, controller.signal);
    const begunAt: number[] = [];
    const turn = { place: 'here', command: 'AnyCommand', kind };
    const calls = Array.from({ length: 60 }, () =>
      paces.inTurn(turn, () => Promise.resolve(begunAt.push(clock.elapsed()))),
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
