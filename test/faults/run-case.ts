/** Carries a fault of the table out and compares what became of the run. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { failuresOf, imagesOf } from '../e2e/outputs.ts';
import type { AwsCall, FaultRule } from '../emulator/aws.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { expectSound } from './audit.ts';
import type { Ending, ExpectedFailure, FaultCase } from './fault-case.ts';
import { accounts, idOf, SERVERS, TWO_TARGETS } from './places.ts';
import type { InScene, Scene } from './scenes.ts';

export function testFaults(cases: readonly FaultCase[], inScene: InScene): void {
  for (const one of cases)
    test.concurrent(
      one.fault,
      inScene((scene) => surviveFault(one, scene)),
    );
}

async function surviveFault(one: FaultCase, scene: Scene): Promise<void> {
  const { aws, github } = scene;
  const seeded = await aws.seed(...accounts({ ...github, images: one.before ?? {} }));
  await aws.settings(one.settings ?? {});
  await aws.deny(...(one.deny ?? []));
  await aws.fault(...(one.faults ?? []));
  github.settings(one.github ?? {});
  const run = await scene.step({ ...TWO_TARGETS, ...one.inputs }, { timeoutMs: 120_000 });
  const made = await expectSound(
    run,
    aws,
    seeded.flatMap(({ images }) => images),
  );
  await expectHappened(one.faults ?? [], () => aws.calls());
  const { imaged = Object.values(SERVERS).flat(), within = 30, named } = one.ends;
  expect(made.map(({ instanceId }) => instanceId).toSorted()).toEqual(imaged.map(idOf));
  expect(run.durationMs).toBeLessThan(within * 1_000);
  for (const part of named ?? []) expect(made.map(({ name }) => name).join(' ')).toContain(part);
  expectEnding(run, one.ends, imaged);
}

/** A fault that was never met proves nothing. A call that nobody waits for any more ends after the run. */
async function expectHappened(rules: readonly FaultRule[], calls: () => Promise<AwsCall[]>): Promise<void> {
  let unmet: readonly FaultRule[] = rules;
  for (let look = 0; unmet.length > 0 && look < 10; look += 1) {
    if (look > 0) await setTimeout(500);
    const made = await calls();
    unmet = rules.filter((rule) => !isMet(rule, made));
  }
  expect(unmet).toEqual([]);
}

function isMet(rule: FaultRule, calls: readonly AwsCall[]): boolean {
  const { action, times = 1, share, code, reset, when, delayMs = 0 } = rule;
  const met = calls.filter((call) => {
    if (action !== '*' && call.action !== action) return false;
    if (reset === true) return call.status === 0;
    return code === undefined ? call.durationMs >= delayMs * 0.9 : call.errorCode === code;
  });
  // A call that EC2 refuses uses up a rule for the reply without losing one.
  const least = when === 'after' ? 1 : times;
  return met.length >= (share === undefined ? least : 3);
}

function expectEnding(run: ActionRun, ends: Ending, imaged: readonly number[]): void {
  const { failures = [], notGood = [], outcome } = ends;
  const result = ends.result ?? (failures.length === 0 ? 'success' : 'partial');
  expect(failuresOf(run).map(shortly).toSorted()).toEqual(failures.map(expected).toSorted());
  expect(run.outputs['result']).toBe(result);
  for (const { says, code } of failures) {
    const messages = failuresOf(run).flatMap((entry) => (entry.code === code ? entry.message : []));
    expect(messages.join('\n')).toContain(says ?? '');
  }
  const good = imagesOf(run).filter(({ state }) => state === 'available');
  expect(good.map(({ instance_id }) => instance_id).toSorted()).toEqual(
    imaged.filter((number) => !notGood.includes(number)).map(idOf),
  );
  if (outcome !== undefined) for (const image of good) expect(image.outcome).toBe(outcome);
}

function shortly({ code, phase, account_id, instance_id }: ReturnType<typeof failuresOf>[number]): string {
  return [code, phase, account_id ?? 'no account', instance_id ?? 'no instance'].join(' ');
}

function expected({ code, phase, account, instance }: ExpectedFailure): string {
  return [code, phase, account ?? 'no account', instance === undefined ? 'no instance' : idOf(instance)].join(
    ' ',
  );
}
