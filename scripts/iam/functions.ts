/** The functions and conditions of CloudFormation that the templates of iam/ use. */
import { isList, isObject, list, object, onlyEntry, text, type Json, type JsonObject } from './json.ts';

/** What a function can refer to. */
export interface Names {
  /** Parameters, and pseudo parameters such as `AWS::Partition`. */
  readonly values: Readonly<Record<string, string>>;
  readonly conditions: JsonObject;
  readonly resources: JsonObject;
}

export class Functions {
  readonly #names: Names;
  readonly #known: Readonly<Record<string, (argument: Json) => Json | undefined>> = {
    Ref: (name) => (text(name) === 'AWS::NoValue' ? undefined : this.#reference(text(name))),
    'Fn::GetAtt': (name) => text(name),
    'Fn::If': (argument) => this.#if(list(argument)),
    'Fn::Join': (argument) => {
      const [separator, items] = list(argument);
      return this.#texts(items).join(text(separator));
    },
    'Fn::Select': (argument) => {
      const [index, items] = list(argument);
      return this.#texts(items)[Number(index)];
    },
    'Fn::Split': (argument) => {
      const [separator, whole] = list(argument);
      return text(this.resolved(whole ?? null)).split(text(separator));
    },
    'Fn::Sub': (argument) => this.#substituted(argument),
  };

  constructor(names: Names) {
    this.#names = names;
  }

  /** Whether a resource or an output is there. */
  exists(item: JsonObject): boolean {
    const condition = item['Condition'];
    return condition === undefined || this.#conditionHolds(text(condition));
  }

  holds(condition: Json): boolean {
    const [name, value] = onlyEntry(object(condition));
    switch (name) {
      case 'Condition':
        return this.#conditionHolds(text(value));
      case 'Fn::Equals': {
        const [left, right] = list(value).map((item) => JSON.stringify(this.resolved(item)));
        return left === right;
      }
      case 'Fn::Not':
        return !list(value).every((item) => this.holds(item));
      case 'Fn::And':
        return list(value).every((item) => this.holds(item));
      case 'Fn::Or':
        return list(value).some((item) => this.holds(item));
      default:
        throw new RangeError(`${name} is no condition`);
    }
  }

  /** `undefined` stands for AWS::NoValue: whatever holds it is left out. */
  resolved(value: Json): Json | undefined {
    if (isList(value)) {
      return value.map((item) => this.resolved(item)).filter((item) => item !== undefined);
    }
    if (!isObject(value)) return value;
    const [first, ...rest] = Object.entries(value);
    if (first !== undefined && rest.length === 0 && /^(Ref$|Fn::)/.test(first[0]))
      return this.#called(...first);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => {
        const result = this.resolved(item);
        return result === undefined ? [] : [[name, result]];
      }),
    );
  }

  #called(name: string, argument: Json): Json | undefined {
    const known = this.#known[name];
    if (known === undefined) throw new RangeError(`unknown function ${name}`);
    return known(argument);
  }

  #if([condition, yes, no]: readonly Json[]): Json | undefined {
    return this.resolved((this.#conditionHolds(text(condition)) ? yes : no) ?? null);
  }

  #substituted(argument: Json): string {
    const [pattern, values] = isList(argument) ? argument : [argument, {}];
    const local = object(this.resolved(values ?? {}));
    return text(pattern).replaceAll(/\$\{([^}]+)\}/g, (_, variable: string) =>
      text(local[variable] ?? this.#reference(variable)),
    );
  }

  #texts(items: Json | undefined): readonly string[] {
    return list(this.resolved(items ?? null)).map(text);
  }

  #conditionHolds(name: string): boolean {
    const condition = this.#names.conditions[name];
    if (condition === undefined) throw new RangeError(`no condition ${name}`);
    return this.holds(condition);
  }

  #reference(name: string): string {
    const value = this.#names.values[name];
    if (value !== undefined) return value;
    if (this.#names.resources[name] === undefined) throw new RangeError(`nothing is called ${name}`);
    return name;
  }
}
