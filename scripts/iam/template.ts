/** Works out what a CloudFormation template of iam/ deploys. */
import { readFileSync } from 'node:fs';
import { parseDocument, YAMLMap } from 'yaml';
import type { ScalarTag, CollectionTag, YAMLSeq } from 'yaml';
import { Functions } from './functions.ts';
import { list, object, text, type Json, type JsonObject } from './json.ts';

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

export type Given = Readonly<Record<string, string>>;

const FUNCTIONS = ['And', 'Equals', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Select', 'Split', 'Sub'];

export function readTemplate(path: URL | string): JsonObject {
  const longForms = new Map([
    ['!Ref', 'Ref'],
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
  return object(document.toJS() as Json);
}

/** What is there after a deployment with these parameters; throws what CloudFormation would refuse. */
export function deploy(
  template: JsonObject,
  given: Given,
  place: Place = { partition: 'aws', account: '999999999999' },
): Deployment {
  const resources = object(template['Resources']);
  const functions = new Functions({
    values: {
      ...checkedParameters(template, given),
      'AWS::Partition': place.partition,
      'AWS::AccountId': place.account,
    },
    conditions: object(template['Conditions'] ?? {}),
    resources,
  });
  checkRules(object(template['Rules'] ?? {}), functions);
  const present = <Item>(items: Json | undefined, of: (item: JsonObject) => Item): [string, Item][] =>
    Object.entries(object(items ?? {}))
      .filter(([, item]) => functions.exists(object(item)))
      .map(([name, item]) => [name, of(object(item))]);
  return {
    resources: Object.fromEntries(present(resources, (source) => resourceOf(source, functions))),
    outputs: Object.fromEntries(
      present(template['Outputs'], ({ Value }) => functions.resolved(Value ?? null) ?? null),
    ),
  };
}

function resourceOf(source: JsonObject, functions: Functions): Resource {
  const properties = object(functions.resolved(source['Properties'] ?? {}));
  return { type: text(source['Type']), properties, source };
}

function checkRules(rules: JsonObject, functions: Functions): void {
  for (const [name, rule] of Object.entries(rules)) {
    const { RuleCondition, Assertions } = object(rule);
    if (RuleCondition !== undefined && !functions.holds(RuleCondition)) continue;
    for (const assertion of list(Assertions)) {
      const { Assert, AssertDescription } = object(assertion);
      if (Assert === undefined || !functions.holds(Assert))
        throw new RangeError(`${name}: ${text(AssertDescription)}`);
    }
  }
}

function checkedParameters(template: JsonObject, given: Given): Given {
  const declared = object(template['Parameters']);
  for (const name of Object.keys(given)) {
    if (declared[name] === undefined) throw new RangeError(`no parameter ${name}`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration]) => [
      name,
      checkedValue(name, object(declaration), given[name]),
    ]),
  );
}

function checkedValue(name: string, declaration: JsonObject, given: string | undefined): string {
  const { Default } = declaration;
  const plain = typeof Default === 'object' ? undefined : Default;
  const value = given ?? plain?.toString();
  if (value === undefined) throw new RangeError(`parameter ${name} is missing`);
  if (isAllowed(value, declaration)) return value;
  throw new RangeError(`parameter ${name} does not allow ${value}`);
}

function isAllowed(value: string, declaration: JsonObject): boolean {
  const { AllowedPattern, AllowedValues, MaxLength = 4096, MinValue, MaxValue } = declaration;
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${text(AllowedPattern)})$`).test(value)) return false;
  if (AllowedValues !== undefined && !list(AllowedValues).includes(value)) return false;
  if (MinValue !== undefined && !(Number(value) >= Number(MinValue) && Number(value) <= Number(MaxValue)))
    return false;
  return value.length <= Number(MaxLength);
}
