/** The mode `check` and the states of instances: EC2 makes no image of one that is terminated. */
import { afterEach, expect, test } from '@jest/globals';
import { CHECK, checksOf, headline, hoursAgo, tableBelow, verdictByInstance } from './check-scenes.ts';
import { failuresOf, imageIdsOf } from './outputs.ts';
import { image, imageId, server } from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();

afterEach(async () => {
  const mutating = (await stage.aws.calls()).filter((call) => call.mutating);
  expect(mutating).toEqual([]);
});

/** 1 is running, 2 terminated and 3 stopped; each has an image of an hour ago. */
async function seedStates(): Promise<void> {
  await stage.seed({
    [WEB]: [server(1), server(2, { state: 'terminated' }), server(3, { state: 'stopped' })],
  });
  const images = [1, 2, 3].map((number) => image(number, hoursAgo(1), { instance: idOf(number) }));
  await stage.aws.seed({ id: WEB, images });
}

const USUAL = { [idOf(1)]: 'fresh', [idOf(3)]: 'fresh' };

test('one that is named by its id and terminated fails, however fresh its image is', async () => {
  await seedStates();
  const ids = [1, 2, 3].map(idOf).join(', ');
  const run = await stage.step({ ...CHECK, targets: WEB, instances: ids });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(failuresOf(run)).toMatchObject([
    {
      ...{ code: 'InstanceNotImageable', phase: 'check', account_id: WEB, region: 'eu-west-1' },
      ...{ instance_id: idOf(2), image_id: null, aws_code: null },
      message: expect.stringContaining('The instance is terminated'),
    },
  ]);
  expect(verdictByInstance(run)).toEqual(USUAL);
  expect(tableBelow(run, 'Newest images')).toHaveLength(2);
  expect(imageIdsOf(run)).toEqual([1, 3].map(imageId));
  expect(headline(run)).toBe('## ❌ The check is not complete, 1 failure');
});

test('one that is terminated is not selected by a filter', async () => {
  await seedStates();
  const run = await stage.step({ ...CHECK, targets: WEB });
  expect([run.exitCode, run.outputs['result'], failuresOf(run)]).toEqual([0, 'success', []]);
  expect(verdictByInstance(run)).toEqual(USUAL);
  expect(checksOf(run).map(({ instance_id }) => instance_id)).not.toContain(idOf(2));
});
