/** The servers of the demo's world, asked of AWS itself. */
import { paginateDescribeInstances, type Instance } from '@aws-sdk/client-ec2';
import type { Aws } from '../test/emulator/aws.ts';
import { ec2As } from '../test/emulator/clients.ts';
import { SIGN_IN, TARGETS } from '../test/emulator/world.ts';

const REGIONS = ['eu-west-1', 'us-east-1'];

export interface Server {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly production: boolean;
}

/** Ordered by target, region and name. */
export async function listServers(aws: Aws): Promise<Server[]> {
  const places = TARGETS.flatMap((account) => REGIONS.map((region) => ({ account, region })));
  const servers = await Promise.all(places.map((place) => serversOf(aws, place)));
  return servers.flat();
}

type Place = Pick<Server, 'account' | 'region'>;

async function serversOf(aws: Aws, place: Place): Promise<Server[]> {
  const role = `arn:aws:iam::${place.account}:role/${SIGN_IN['target-role']}`;
  const client = await ec2As(aws, role, { region: place.region });
  const servers: Server[] = [];
  for await (const page of paginateDescribeInstances({ client }, {})) {
    const instances = (page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
    servers.push(...instances.map((instance) => serverOf(instance, place)));
  }
  client.destroy();
  return servers.sort((one, other) => one.name.localeCompare(other.name));
}

function serverOf(instance: Instance, place: Place): Server {
  const tag = (key: string) => instance.Tags?.find(({ Key }) => Key === key)?.Value;
  const id = instance.InstanceId ?? '';
  return {
    ...place,
    id,
    name: tag('Name') ?? id,
    state: instance.State?.Name ?? 'unknown',
    production: tag('Environment') === 'production',
  };
}
