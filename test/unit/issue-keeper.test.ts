/** Keeping an issue neither breaks a run nor holds it up. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { IssueKeeper, type Keeping } from '../../src/issue-keeper.ts';
import type { IssueChange } from '../../src/model/issue.ts';
import { Secrets } from '../../src/secrets.ts';
import { aProblem } from './builders.ts';
import { reportOf, started } from './report/histories.ts';

const SECRET = 'ghs_0123456789abcdef';
const FAILS = reportOf(started(), { kind: 'run-failed', problem: aProblem('AwsFailed') });

let printed = '';
beforeEach(() => {
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    printed += String(line);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(process.exitCode).toBeUndefined();
});

function keeping(parts: Partial<Keeping> = {}): { keeper: IssueKeeper; changes: IssueChange[] } {
  const secrets = new Secrets(() => undefined);
  secrets.add(SECRET);
  const changes: IssueChange[] = [];
  const step = {
    workflow: SECRET,
    workflowFile: 'a.yml',
    job: 'backup',
    step: '__run',
    leg: '0',
    shard: null,
    series: ['nightly'],
    runUrl: 'https://github.com/octo/images/actions/runs/42',
    runAttempt: '1',
  };
  const change = (each: IssueChange): Promise<void> => {
    changes.push(each);
    return Promise.resolve();
  };
  const keeper = new IssueKeeper({
    step,
    secrets,
    cancelled: new AbortController().signal,
    issues: () => Promise.resolve({ open: () => Promise.resolve([]), change }),
    ...parts,
  });
  return { keeper, changes };
}

const never = (): Promise<never> => new Promise(() => undefined);

test('a run is told once, without the secrets of the run', async () => {
  const { keeper, changes } = keeping();
  await keeper.tell(FAILS, `It fails ${SECRET}`);
  await keeper.tell(FAILS, 'It fails');
  expect(changes).toMatchObject([{ kind: 'open' }]);
  expect(JSON.stringify(changes)).not.toContain(SECRET);
  expect(printed).toBe('');
});

test('what GitHub refuses is one warning', async () => {
  const { keeper } = keeping({ issues: () => Promise.reject(new Error(`No ${SECRET}\n::error::x`)) });
  await keeper.tell(FAILS, 'It fails');
  expect(printed).toMatch(
    /^::warning title=Issue not written::The issue of this step cannot be written: No \*\*\* [^\n]*\n$/,
  );
});

test('what GitHub does not answer is given up', async () => {
  const { keeper } = keeping({ issues: never, patience: 20 });
  await keeper.tell(FAILS, 'It fails');
  expect(printed).toContain('no answer of GitHub within 0.02 seconds');
});

test('after a cancellation nothing is begun', async () => {
  const { keeper, changes } = keeping({ cancelled: AbortSignal.abort('SIGINT'), issues: never });
  await keeper.tell(FAILS, 'It fails');
  expect([changes, printed]).toEqual([[], '']);
});

test('a cancellation ends it, in silence', async () => {
  const controller = new AbortController();
  const { keeper, changes } = keeping({
    cancelled: controller.signal,
    issues: () => {
      controller.abort('SIGINT');
      return never();
    },
  });
  await keeper.tell(FAILS, 'It fails');
  expect([changes, printed]).toEqual([[], '']);
});
