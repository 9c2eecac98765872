/** The scenes of the demo: plan, failure, retention and check. */
import { expect, test } from '@jest/globals';
import { runDemo } from './demo-run.ts';

test.each([
  {
    scene: 'plan',
    shown: ['What fails', 'AccessDenied', 'To add to the policy of', 'What a backup would do'],
  },
  { scene: 'failure', shown: ['AssumeRoleDenied', '044444444444 (whole account)', 'web-1, web-2'] },
  { scene: 'retention', shown: ['6 images kept, 6 pruned', 'a month at 0.05'] },
  { scene: 'check', shown: ['4 of 6 instances have no image younger than max-age', 'max-age is 25 h'] },
])(
  '$scene shows the log and the summary of that',
  async ({ scene, shown: texts }) => {
    const { exitCode, shown } = await runDemo({}, undefined, [scene]);
    expect(exitCode).toBe(0);
    const summary = shown.slice(shown.indexOf('── Job summary ──'));
    for (const text of texts) expect(summary).toContain(text);
  },
  180_000,
);
