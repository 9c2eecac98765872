/** The statements of the policies that a deployment holds, in one shape whether the template wrote YAML or JSON text. */
import { isObject, list, object, text, type Json, type JsonObject } from '../../scripts/iam/json.ts';
import type { Deployment } from '../../scripts/iam/template.ts';

export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal: Json | undefined;
  readonly condition: JsonObject;
  /** Every element that the statement has, so that a test sees NotAction and the like. */
  readonly elements: readonly string[];
}

/** What the deployment grants: the statements of its permission policies. */
export function permissions(deployment: Deployment): readonly Statement[] {
  return Object.values(deployment.resources)
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .flatMap(({ properties }) => statements(properties['PolicyDocument']));
}

/** Whom the deployment trusts: the statements of its roles' trust policies. */
export function trust(deployment: Deployment): readonly Statement[] {
  return Object.values(deployment.resources)
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .flatMap(({ properties }) => statements(properties['AssumeRolePolicyDocument']));
}

/** One condition key's values, whichever operator they stand under. */
export function conditionValues(statement: Statement, operator: string, key: string): readonly string[] {
  const operands = statement.condition[operator];
  const value = isObject(operands) ? operands[key] : undefined;
  return value === undefined ? [] : texts(value);
}

function statements(policy: Json | undefined): readonly Statement[] {
  const document = object(typeof policy === 'string' ? (JSON.parse(policy) as Json) : policy);
  return list(document['Statement']).map((item) => {
    const statement = object(item);
    return {
      sid: text(statement['Sid']),
      effect: text(statement['Effect']),
      actions: texts(statement['Action'] ?? []),
      resources: texts(statement['Resource'] ?? []),
      principal: statement['Principal'],
      condition: object(statement['Condition'] ?? {}),
      elements: Object.keys(statement),
    };
  });
}

function texts(value: Json): readonly string[] {
  return typeof value === 'string' ? [value] : list(value).map(text);
}
