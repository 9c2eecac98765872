/** The text of action-types.yml, which tells generators of workflows the types: github.com/typesafegithub/github-actions-typing. */
import { stringify } from 'yaml';
import type { Field } from '../src/config/field.ts';
import type { Shape } from '../src/config/forms.ts';
import { outputs } from '../src/model/output.ts';
import { allInputs } from './action-metadata.ts';

type Typing = Readonly<Record<string, unknown>>;

const TEXT: Typing = { type: 'string' };

export function actionTypes(): string {
  const types = {
    inputs: Object.fromEntries(allInputs().map(([name, field]) => [name, inputType(field)])),
    // Lists and mappings are JSON, for which there is no type.
    outputs: Object.fromEntries(Object.keys(outputs).map((name) => [name, TEXT])),
  };
  const head = '# Generated from src/config/ and src/model/output.ts by `npm run fix`; do not edit.\n';
  return head + stringify(types, { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
}

function inputType({ form }: Field): Typing {
  return typeOf(form.shape) ?? listType(form.shape) ?? TEXT;
}

/** The type of a value that is no list; nothing where text alone can say it. */
function typeOf(shape: Shape): Typing | undefined {
  switch (shape.kind) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer' };
    case 'choice':
      return { type: 'enum', 'allowed-values': shape.words };
    default:
      return undefined;
  }
}

function listType(shape: Shape): Typing | undefined {
  if (shape.kind !== 'list') return undefined;
  return { type: 'list', separator: ',', 'list-item': typeOf(shape.item) ?? TEXT };
}
