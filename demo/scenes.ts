/** What the demo can show: `npm run demo -- failure`. */
import type { Aws } from '../test/emulator/aws.ts';
import { README_INPUTS, TARGETS } from '../test/emulator/world.ts';

type Inputs = Readonly<Record<string, string>>;

export interface Scene {
  readonly title: string;
  readonly inputs: Inputs;
  /** What was before: changes at AWS, and steps that ran without being shown. */
  readonly prepare?: (aws: Aws, run: (inputs: Inputs) => Promise<unknown>) => Promise<unknown>;
  /** The exit code of the step. */
  readonly ends: 0 | 1;
}

const KEEPING = {
  ...README_INPUTS,
  series: 'nightly',
  retention: 'keep-last: 1',
  'price-per-gib-month': '0.05',
};

/** The backup of the README when nothing is asked for. */
export const scenes: Readonly<Record<string, Scene>> = {
  backup: {
    title: 'A backup',
    inputs: README_INPUTS,
    // The image of the large volume takes longer, so that there is something to wait for.
    prepare: (aws) =>
      aws.settings({ pendingSeconds: 4, instances: { 'i-0bb00000000000001': { pendingSeconds: 7 } } }),
    ends: 0,
  },
  plan: {
    title: 'A plan, which changes nothing; the role in one account may not make images',
    inputs: { ...KEEPING, mode: 'plan' },
    prepare: (aws) => aws.deny({ action: 'ec2:CreateImage', account: TARGETS[1] }),
    ends: 1,
  },
  failure: {
    title: 'A backup where one account cannot be entered, and the role in another may not make images',
    inputs: README_INPUTS,
    prepare: (aws) =>
      aws.deny(
        { action: 'sts:AssumeRole', account: TARGETS[2] },
        { action: 'ec2:CreateImage', account: TARGETS[0] },
      ),
    ends: 1,
  },
  retention: {
    title: 'The backup of the second night, which keeps the newest image',
    inputs: { ...KEEPING, 'run-key': 'second-night' },
    prepare: (_, run) => run({ ...KEEPING, 'run-key': 'first-night' }),
    ends: 0,
  },
  check: {
    title: 'A check after a backup of one account alone',
    inputs: { ...README_INPUTS, mode: 'check', 'max-age': '25h' },
    prepare: (_, run) => run({ ...README_INPUTS, targets: TARGETS[0] }),
    ends: 1,
  },
};

export function sceneOf(name: string | undefined): Scene {
  const scene = scenes[name ?? 'backup'];
  if (scene === undefined)
    throw new Error(`There is no demo named ${name ?? ''}; there are ${Object.keys(scenes).join(', ')}.`);
  return scene;
}
