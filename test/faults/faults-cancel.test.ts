/** Cancelled in each phase, while a call is in flight that is never answered. */
import { expect, test } from '@jest/globals';
import { codesOf } from '../e2e/outputs.ts';
import { expectSound } from './audit.ts';
import { openGate } from './gate.ts';
import { accounts, TWO_TARGETS } from './places.ts';
import { openScenes, type Scene } from './scenes.ts';
import { cancelled } from './table-runs.ts';

const inScene = openScenes(3);

interface Moment {
  readonly phase: string;
  readonly action: string;
  /** Which call of that action is in flight; default the first. */
  readonly nth?: number;
}

const moments: readonly Moment[] = [
  { phase: 'the request for an OIDC token', action: 'IdToken' },
  { phase: 'the sign-in to the main account', action: 'AssumeRoleWithWebIdentity' },
  { phase: 'the sign-in to a target', action: 'AssumeRole' },
  { phase: 'the look-up of instances', action: 'DescribeInstances' },
  { phase: 'the look-up of earlier images', action: 'DescribeImages' },
  { phase: 'CreateImage', action: 'CreateImage' },
  { phase: 'the last CreateImage', action: 'CreateImage', nth: 3 },
  { phase: 'the wait for images', action: 'DescribeImages', nth: 4 },
  { phase: 'the look-up of snapshots', action: 'DescribeSnapshots' },
];

/** Of the contract, and a margin for a busy machine. */
const WITHIN = 5_000 + 1_500;

/** The signal needs a moment to arrive, and on a busy machine a long one. */
const ON_ITS_WAY = 1_500;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  for (const moment of moments) {
    test.concurrent(
      `${cancelled.fault}: ${signal} during ${moment.phase}`,
      inScene((scene) => cancelDuring(moment, signal, scene)),
    );
  }
}

async function cancelDuring(
  { action, nth = 1 }: Moment,
  signal: 'SIGINT' | 'SIGTERM',
  scene: Scene,
): Promise<void> {
  await scene.aws.seed(...accounts(scene.github));
  await scene.aws.settings({ pendingSeconds: 30 });
  const canceller = new AbortController();
  let struckAt = Number.NaN;
  let seen = 0;
  const gate = await openGate(scene, {
    fate: (_, called) => {
      if (called === action) seen += 1;
      return called === action && seen === nth ? 'hold' : 'pass';
    },
    strike: () => {
      struckAt = Date.now();
      canceller.abort(signal);
    },
  });
  const run = await scene.step(TWO_TARGETS, { aws: gate.aws, github: gate.github, kill: canceller.signal });
  const took = Date.now() - struckAt;
  await gate.close();
  await expectSound(run, scene.aws);
  expect(took).toBeLessThan(WITHIN);
  expect(codesOf(run)).toContain('Cancelled');
  expect(new Set(codesOf(run))).toEqual(new Set(['Cancelled']));
  expect(run.outputs['result']).toBe('failure');
  const begunLate = (await scene.aws.calls()).filter(
    ({ mutating, at }) => mutating && at > struckAt + ON_ITS_WAY,
  );
  expect(begunLate).toEqual([]);
}
