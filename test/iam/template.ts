/** Works out what a CloudFormation template of iam/ deploys: parameters, rules, conditions and the few functions it uses. */
import { readFileSync } from 'node:fs';
import { parseDocument, YAMLMap } from 'yaml';
import type { ScalarTag, CollectionTag, YAMLSeq } from 'yaml';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
export interface Resource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly source: JsonObject;
}
export interface Deployment {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: JsonObject;
}
export interface Place {
  readonly partition: string;
  readonly account: string;
}

const FUNCTIONS = ['And', 'Equals', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Split', 'Sub'];

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new TypeError(`expected a mapping, got ${JSON.stringify(value)}`);
  return value;
}

export function list(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new TypeError(`expected a list, got ${JSON.stringify(value)}`);
  return value;
}

export function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`expected text, got ${JSON.stringify(value)}`);
  return value;
}

export function readTemplate(path: URL): JsonObject {
  const longForms = new Map([
    ['!Ref', 'Ref'],
    ['!Condition', 'Condition'],
    ...FUNCTIONS.map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
  ]);
  const customTags: (ScalarTag | CollectionTag)[] = [...longForms].flatMap(([tag, long]) => {
    const wrap = (node: YAMLMap | YAMLSeq): YAMLMap => {
      const map = new YAMLMap();
      map.set(long, node);
      return map;
    };
    return [
      { tag, resolve: (value: string) => ({ [long]: value }) },
      { tag, collection: 'seq' as const, resolve: wrap },
      { tag, collection: 'map' as const, resolve: wrap },
    ];
  });
  const document = parseDocument(readFileSync(path, 'utf8'), { customTags, prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  const template: Json = document.toJS();
  return object(template);
}

export function deploy(
  template: JsonObject,
  given: Readonly<Record<string, string>>,
  place: Place = { partition: 'aws', account: '999999999999' },
): Deployment {
  const parameters = checkedParameters(template, given);
  const conditions = object(template['Conditions'] ?? {});
  const resources = object(template['Resources']);
  const named: Readonly<Record<string, string>> = {
    ...parameters,
    'AWS::Partition': place.partition,
    'AWS::AccountId': place.account,
  };

  for (const [name, rule] of Object.entries(object(template['Rules'] ?? {}))) {
    const when = object(rule)['RuleCondition'];
    if (when !== undefined && !holds(when)) continue;
    for (const assertion of list(object(rule)['Assertions'])) {
      const { Assert, AssertDescription } = object(assertion);
      if (Assert === undefined || !holds(Assert)) throw new RangeError(`${name}: ${text(AssertDescription)}`);
    }
  }

  const kept = Object.entries(resources).filter(([, resource]) => exists(object(resource)));
  const outputs = Object.entries(object(template['Outputs'] ?? {})).filter(([, output]) =>
    exists(object(output)),
  );
  return {
    resources: Object.fromEntries(
      kept.map(([name, resource]) => {
        const source = object(resource);
        return [
          name,
          { type: text(source['Type']), properties: object(resolved(source['Properties'] ?? {})), source },
        ];
      }),
    ),
    outputs: Object.fromEntries(
      outputs.map(([name, output]) => [name, resolved(object(output)['Value'] ?? null) ?? null]),
    ),
  };

  function exists(item: JsonObject): boolean {
    const condition = item['Condition'];
    return condition === undefined || conditionHolds(text(condition));
  }

  function conditionHolds(name: string): boolean {
    const condition = conditions[name];
    if (condition === undefined) throw new RangeError(`no condition ${name}`);
    return holds(condition);
  }

  function holds(condition: Json): boolean {
    const [name, value] = onlyEntry(object(condition));
    switch (name) {
      case 'Condition':
        return conditionHolds(text(value));
      case 'Fn::Equals': {
        const [left, right] = list(value);
        return JSON.stringify(resolved(left ?? null)) === JSON.stringify(resolved(right ?? null));
      }
      case 'Fn::Not':
        return !list(value).every(holds);
      case 'Fn::And':
        return list(value).every(holds);
      case 'Fn::Or':
        return list(value).some(holds);
      default:
        throw new RangeError(`${name} is no condition`);
    }
  }

  /** `undefined` stands for AWS::NoValue: whatever holds it is left out. */
  function resolved(value: Json): Json | undefined {
    if (isList(value)) return value.map(resolved).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const keys = Object.keys(value);
    const [key] = keys;
    if (keys.length === 1 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) {
      return called(key, value[key] ?? null);
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => {
        const result = resolved(item);
        return result === undefined ? [] : [[name, result]];
      }),
    );
  }

  function called(name: string, argument: Json): Json | undefined {
    switch (name) {
      case 'Ref':
        return text(argument) === 'AWS::NoValue' ? undefined : reference(text(argument));
      case 'Fn::GetAtt':
        return text(argument);
      case 'Fn::If': {
        const [condition, yes, no] = list(argument);
        return resolved((conditionHolds(text(condition)) ? yes : no) ?? null);
      }
      case 'Fn::Join': {
        const [separator, items] = list(argument);
        return list(resolved(items ?? null))
          .map(text)
          .join(text(separator));
      }
      case 'Fn::Split': {
        const [separator, whole] = list(argument);
        return text(resolved(whole ?? null)).split(text(separator));
      }
      case 'Fn::Sub': {
        const [pattern, values] = isList(argument) ? argument : [argument, {}];
        const local = object(resolved(values ?? {}));
        return text(pattern).replaceAll(/\$\{([^}]+)\}/g, (_, variable: string) =>
          text(local[variable] ?? reference(variable)),
        );
      }
      default:
        throw new RangeError(`unknown function ${name}`);
    }
  }

  function reference(name: string): string {
    const value = named[name];
    if (value !== undefined) return value;
    if (resources[name] === undefined) throw new RangeError(`nothing is called ${name}`);
    return name;
  }
}

function onlyEntry(value: JsonObject): [string, Json] {
  const [entry, ...rest] = Object.entries(value);
  if (entry === undefined || rest.length > 0)
    throw new TypeError(`expected one key in ${JSON.stringify(value)}`);
  return entry;
}

function checkedParameters(
  template: JsonObject,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const declared = object(template['Parameters']);
  for (const name of Object.keys(given)) {
    if (declared[name] === undefined) throw new RangeError(`no parameter ${name}`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration]) => {
      const { Default, AllowedPattern, AllowedValues } = object(declaration);
      const plain = typeof Default === 'object' ? undefined : Default;
      const value = given[name] ?? plain?.toString();
      if (value === undefined) throw new RangeError(`parameter ${name} is missing`);
      if (AllowedPattern !== undefined && !new RegExp(`^(?:${text(AllowedPattern)})$`).test(value)) {
        throw new RangeError(`parameter ${name} does not allow ${value}`);
      }
      if (AllowedValues !== undefined && !list(AllowedValues).includes(value)) {
        throw new RangeError(`parameter ${name} does not allow ${value}`);
      }
      return [name, value];
    }),
  );
}
