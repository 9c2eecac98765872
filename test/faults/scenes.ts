/** A few worlds side by side: faults are mostly waiting, and a test that waits leaves the machine to the others. */
import { afterAll, beforeAll, jest } from '@jest/globals';
import { startAws, type Aws } from '../emulator/aws.ts';
import { startGitHub, type GitHub } from '../emulator/github.ts';
import { runAction, type ActionOptions, type ActionRun } from '../emulator/runner.ts';
import { SIGN_IN } from '../emulator/world.ts';

export interface Scene {
  readonly aws: Aws;
  readonly github: GitHub;
  /** A step that signs in by OIDC; `inputs` are added to those of the sign-in. */
  readonly step: (
    inputs: Record<string, string>,
    options?: Omit<ActionOptions, 'inputs'>,
  ) => Promise<ActionRun>;
}

/** Lends a scene, empty again, to one test after the other. For tests that run concurrently. */
export type InScene = (body: (scene: Scene) => Promise<void>) => () => Promise<void>;

/** Waiting for a scene counts as time of the test. */
const TEST_TIMEOUT = 400_000;

export function openScenes(count: number): InScene {
  jest.setTimeout(TEST_TIMEOUT);
  const all: Scene[] = [];
  const free: Scene[] = [];
  const waiting: ((scene: Scene) => void)[] = [];
  beforeAll(async () => {
    all.push(...(await Promise.all(Array.from({ length: count }, openScene))));
    free.push(...all);
  }, 240_000);
  afterAll(async () => {
    await Promise.all(all.flatMap(({ aws, github }) => [aws.stop(), github.stop()]));
  });
  const lend = (): Promise<Scene> => {
    const scene = free.pop();
    return scene === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(scene);
  };
  const giveBack = (scene: Scene): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(scene);
    else next(scene);
  };
  return (body) => async () => {
    const scene = await lend();
    try {
      await makeEmpty(scene);
      await body(scene);
    } finally {
      giveBack(scene);
    }
  };
}

async function openScene(): Promise<Scene> {
  const [aws, github] = await Promise.all([startAws(), startGitHub()]);
  return {
    aws,
    github,
    step: (inputs, options = {}) => runAction({ aws, github, inputs: { ...SIGN_IN, ...inputs }, ...options }),
  };
}

async function makeEmpty({ aws, github }: Scene): Promise<void> {
  await aws.reset();
  await aws.settings({ pendingDescribes: 1 });
  github.settings({ failures: 0, failWith: 503, claims: {}, lifetimeSeconds: 300 });
  github.tokens.length = 0;
  github.requests.length = 0;
}
