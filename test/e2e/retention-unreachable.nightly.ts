/** A look-up that never gets an answer is not made again and again. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import {
  daysAgo,
  image,
  imageId,
  left,
  PRUNE,
  prunedOf,
  server,
  verdictsOf,
  warningsOf,
} from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const SCALING = 'Cannot look up launch configurations and Auto Scaling groups';

/** An endpoint that hangs up on everybody, as seen from a subnet without a way to it. */
async function hangingUp() {
  let connections = 0;
  const endpoint = createServer();
  endpoint.on('connection', (socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`,
    count: () => connections,
    close: () => new Promise((resolve) => endpoint.close(resolve)),
  };
}

/** Twenty old images of each of two servers, and a newer one. */
async function seedTwo(): Promise<number[]> {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const numbers = [1, 2].flatMap((of) => Array.from({ length: 21 }, (_, at) => of * 100 + at));
  const images = numbers.map((number) => {
    return image(number, daysAgo(30 - (number % 100)), { instance: idOf(Math.floor(number / 100)) });
  });
  await stage.aws.seed({ id: WEB, images });
  return numbers;
}

test('when Auto Scaling cannot be reached all images stay after one look-up, with one warning', async () => {
  const numbers = await seedTwo();
  const endpoint = await hangingUp();
  const env = { AWS_ENDPOINT_URL_AUTO_SCALING: endpoint.url };
  const run = await stage.step({ ...PRUNE, targets: WEB, instances: 'all' }, { env });
  await endpoint.close();
  expect([run.exitCode, run.outputs['result'], prunedOf(run)]).toEqual([0, 'success', []]);
  // The attempts of one look-up.
  expect(endpoint.count()).toBeLessThanOrEqual(10);
  expect(warningsOf(run)).toEqual([expect.stringContaining(SCALING)]);
  const kept = Object.entries(verdictsOf(run)).filter(([, why]) =>
    why.startsWith(`kept: not checked: ${SCALING}`),
  );
  expect(kept).toHaveLength(40);
  expect((await left(stage)).images).toEqual(numbers.map(imageId));
});

test('one listing of Auto Scaling serves all prunes of a minute', async () => {
  await seedTwo();
  const run = await stage.step({ ...PRUNE, targets: WEB, instances: 'all' });
  expect(run.exitCode).toBe(0);
  expect(prunedOf(run)).toHaveLength(40);
  const calls = (await stage.aws.calls()).filter(({ service }) => service === 'autoscaling');
  expect(calls.map(({ action }) => action)).toEqual([
    'DescribeLaunchConfigurations',
    'DescribeAutoScalingGroups',
  ]);
});
