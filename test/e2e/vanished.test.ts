/** Instances that are terminated between the selection and CreateImage, as members of Auto Scaling groups are. */
import { describe, expect, test } from '@jest/globals';
import { failuresOf, imagesOf, reportTextOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const tags = { Role: 'web' };
const ends = [{ endsAs: 'terminated' as const }, { endsAs: 'gone' as const }];

async function terminatedMeanwhile(endsAs: 'terminated' | 'gone'): Promise<void> {
  await stage.seed({
    [WEB]: [
      { id: idOf(1), tags },
      { id: idOf(2), tags },
    ],
  });
  await stage.aws.settings({ instances: { [idOf(2)]: { endsAfterDescribes: 1, endsAs } } });
}

describe.each(ends)('an instance that is $endsAs', ({ endsAs }) => {
  test.each([{ instances: 'tag:Role: web' }, { instances: 'all' }])(
    'and was selected by $instances is told, and is no failure',
    async ({ instances }) => {
      await terminatedMeanwhile(endsAs);
      const run = await stage.step({ targets: WEB, instances });
      expect(run.exitCode).toBe(0);
      expect(run.outputs).toMatchObject({ failures: '[]', result: 'success' });
      expect(imagesOf(run).map(({ instance_id }) => instance_id)).toEqual([idOf(1)]);
      expect(run.log).toContain(`${idOf(2)}: terminated since it was selected, no image is made of it`);
      expect(run.summary).toContain('1 image in 1 account is available');
      expect(await stage.ec2Calls('CreateImage')).toHaveLength(2);
    },
  );

  test('and was selected by its id is a failure', async () => {
    await terminatedMeanwhile(endsAs);
    const run = await stage.step({ targets: WEB, instances: `${idOf(1)}, ${idOf(2)}` });
    expect(run.exitCode).toBe(1);
    expect(failuresOf(run)).toEqual([
      expect.objectContaining({
        instance_id: idOf(2),
        code: endsAs === 'gone' ? 'InstanceNotFound' : 'InstanceNotImageable',
      }),
    ]);
    expect(imagesOf(run)).toHaveLength(2);
  });
});

test('when every instance has been terminated meanwhile, the verdict says so', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(2), tags }] });
  await stage.aws.settings({ instances: { [idOf(2)]: { endsAfterDescribes: 1 } } });
  const run = await stage.step({ targets: WEB, instances: 'tag:Role: web' });
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run)).toEqual([]);
  expect(run.summary).toContain('Every selected instance was terminated meanwhile, and no image was made');
});

test('its images of earlier runs stay in this run, and the report says why', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(2), tags }] });
  const inputs = { targets: WEB, instances: 'all', series: 'nightly' };
  for (const key of ['first', 'second']) await stage.step({ ...inputs, 'run-key': key });
  await stage.aws.settings({ instances: { [idOf(2)]: { endsAfterDescribes: 1 } } });
  const run = await stage.step({ ...inputs, retention: 'keep-last: 1', 'run-key': 'third' });
  expect(failuresOf(run)).toEqual([]);
  expect(reportTextOf(run)).toContain('its instance was terminated during this run');
  expect((await stage.aws.state()).images).toHaveLength(2);
});
