/** Device names in `exclude-volumes` that no selected instance has. */
import { expect, test } from '@jest/globals';
import { commandsOf, failuresOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const volumes = [{ device: '/dev/xvda' }, { device: '/dev/sdf' }];

test.each(['backup', 'plan'])(
  'in mode %s is one warning for the target, over all its regions',
  async (mode) => {
    await stage.seed({
      [WEB]: [
        { id: idOf(1), volumes },
        { id: idOf(2), volumes, region: 'us-east-1' },
      ],
    });
    const run = await stage.step({
      mode,
      instances: 'all',
      'exclude-volumes': '/dev/nvme1n1, /dev/sdf',
      targets: `{account: ${WEB}, regions: [eu-west-1, us-east-1]}`,
    });
    expect(failuresOf(run)).toEqual([]);
    expect(commandsOf(run, 'warning')).toEqual([
      expect.stringMatching(
        /names \/dev\/nvme1n1, which no selected instance has.*Besides the root they have \/dev\/sdf/,
      ),
    ]);
  },
);
