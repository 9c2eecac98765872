/** A statement of a policy with one thing removed or widened, in every way. */
import { isList, isObject, object, text, type Json, type JsonObject } from '../../scripts/iam/json.ts';

export interface Mutation {
  readonly change: string;
  /** Nothing: the statement is gone. */
  readonly statement: JsonObject | undefined;
}

export function mutationsOf(statement: JsonObject): Mutation[] {
  return [
    { change: 'removed', statement: undefined },
    ...ofList(statement, 'Action', actionsInstead),
    ...ofList(statement, 'Resource', resourcesInstead),
    ...ofPrincipal(statement),
    ...ofCondition(statement),
  ];
}

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : isList(value) ? value : [value];

/** Each value gone, and each in a wider form. */
function ofList(
  statement: JsonObject,
  element: 'Action' | 'Resource',
  instead: (value: string) => readonly string[],
): Mutation[] {
  const values = listOf(statement[element]).map(text);
  const put = (change: string, list: readonly string[]): Mutation => ({
    change: `${element} ${change}`,
    statement: { ...statement, [element]: list },
  });
  const gone = values.length < 2 ? [] : values.map((one) => put(`without ${one}`, without(values, one)));
  const wider = values.flatMap((one) =>
    instead(one)
      .filter((other) => !values.includes(other))
      .map((other) => put(`${one} as ${other}`, [...without(values, one), other])),
  );
  return [...gone, ...wider];
}

function actionsInstead(action: string): string[] {
  const [service = '', name = ''] = action.split(':');
  const verb = /^[A-Z][a-z]+/.exec(name)?.[0] ?? '';
  return [`${service}:${verb}*`, `${service}:*`, '*'];
}

/** The account, the name and the whole. */
function resourcesInstead(resource: string): string[] {
  if (resource === '*') return [];
  const { front, account, name } = partsOf(resource);
  const [kind = '', ...rest] = name.split('/');
  const last = rest.at(-1);
  const names = [`${kind}/*`, '*', ...(rest.length > 1 && last ? [`${kind}/*/${last}`] : [])];
  const longer = name.endsWith('*') ? [] : [`${name}*`];
  return [
    '*',
    ...[...names, ...longer].map((each) => `${front}:${account}:${each}`),
    ...(account === '' ? [] : [`${front}:*:${name}`]),
  ].filter((one) => one !== resource);
}

function partsOf(arn: string): { front: string; account: string; name: string } {
  const words = arn.split(':');
  const [account = '', ...name] = words.slice(4);
  return { front: words.slice(0, 4).join(':'), account, name: name.join(':') };
}

function ofPrincipal(statement: JsonObject): Mutation[] {
  const { Principal } = statement;
  if (!isObject(Principal)) return [];
  const put = (change: string, principal: Json): Mutation => ({
    change: `Principal ${change}`,
    statement: { ...statement, Principal: principal },
  });
  return Object.entries(Principal).flatMap(([kind, value]) => {
    const values = listOf(value).map(text);
    const gone = values.length < 2 ? [] : values;
    const roots = values
      .filter((one) => one.includes(':role/'))
      .map((one) => one.replace(/:role\/.*/, ':root'));
    return [
      put('as *', '*'),
      ...gone.map((one) => put(`without ${one}`, { [kind]: without(values, one) })),
      ...roots.map((root) => put(`as ${root}`, { [kind]: root })),
    ];
  });
}

function ofCondition(statement: JsonObject): Mutation[] {
  const condition = statement['Condition'];
  if (condition === undefined) return [];
  return Object.entries(object(condition)).flatMap(([operator, operands]) =>
    ofOperator(operator, object(operands)).map(({ change, blocks }) => {
      const others = dropped(object(condition), operator);
      return {
        change: `Condition ${operator} ${change}`,
        statement: { ...statement, Condition: merged(others, blocks) },
      };
    }),
  );
}

interface Blocks {
  readonly change: string;
  /** What stands in place of the operator's block. */
  readonly blocks: readonly (readonly [string, JsonObject])[];
}

function ofOperator(operator: string, operands: JsonObject): Blocks[] {
  const whole = [
    { change: 'dropped', blocks: [] },
    ...otherOperators(operator).map((other) => ({
      change: `as ${other}`,
      blocks: [[other, operands]] as const,
    })),
  ];
  const single = Object.entries(operands).flatMap(([key, value]) => {
    const rest = [operator, dropped(operands, key)] as const;
    const values = listOf(value).map(text);
    const fewer = values.length < 2 ? [] : values;
    return [
      { change: `${key} dropped`, blocks: [rest] },
      ...fewer.map((one) => ({
        change: `${key} without ${one}`,
        blocks: [[operator, { ...operands, [key]: without(values, one) }]] as const,
      })),
      ...(operator === 'Null'
        ? [
            {
              change: `${key} the other way round`,
              blocks: [rest, ['Null', { [key]: value === 'true' ? 'false' : 'true' }]] as const,
            },
          ]
        : [{ change: `${key} as *`, blocks: [rest, [likeOf(operator), { [key]: '*' }]] as const }]),
    ];
  });
  return [...whole, ...single];
}

const likeOf = (operator: string): string => operator.replace('StringEquals', 'StringLike');

function otherOperators(operator: string): string[] {
  if (operator === 'Null') return [];
  if (operator.startsWith('ForAnyValue:')) return [operator.replace('ForAnyValue:', 'ForAllValues:')];
  if (operator.startsWith('ForAllValues:')) return [operator.replace('ForAllValues:', 'ForAnyValue:')];
  return [`${operator}IfExists`, ...(operator === 'StringEquals' ? ['StringEqualsIgnoreCase'] : [])];
}

function merged(condition: JsonObject, blocks: Blocks['blocks']): JsonObject {
  const result: Record<string, JsonObject> = {};
  for (const [operator, operands] of [...Object.entries(condition), ...blocks]) {
    const all = { ...result[operator], ...object(operands) };
    if (Object.keys(all).length > 0) result[operator] = all;
  }
  return result;
}

function dropped(mapping: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(mapping).filter(([other]) => other !== key));
}

function without(values: readonly string[], one: string): string[] {
  return values.filter((other) => other !== one);
}
