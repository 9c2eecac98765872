/** EC2 of one account and region behind its port, whose clients a test answers for. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { Ec2Region } from '../../../src/aws/ec2-region.ts';
import { RegionMemory } from '../../../src/aws/region-memory.ts';
import type { Credentials } from '../../../src/aws/renewing.ts';
import { ACCOUNT, REGION } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';

export const PLACE = { account: ACCOUNT, region: REGION };
export const KEYS = { accessKeyId: 'a', secretAccessKey: 'b' };

export function ec2Region(
  credentials: Credentials = () => Promise.resolve(KEYS),
  client = new EC2Client({ region: REGION, credentials }),
): Ec2Region {
  return new Ec2Region({
    ...PLACE,
    client,
    autoScaling: new AutoScalingClient({ region: REGION, credentials }),
    credentials,
    memory: new RegionMemory(new FakeClock()),
  });
}
