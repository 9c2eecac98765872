/** The form of `name`, `description` and tag values: text with `${variable}` holes. */
import * as v from 'valibot';
import {
  templateVariables,
  type Template,
  type TemplatePiece,
  type TemplateVariable,
} from '../model/target.ts';
import { shaped, type Form } from './forms.ts';

const hole = /\$\{([^}]*)\}/g;

/** Text whose holes are all known variables. */
export function template(expected: string): Form<Template> {
  return v.pipe(
    v.unknown(),
    v.string(expected),
    v.regex(onlyKnown, knownVariables),
    v.transform(parseTemplate),
    shaped({ kind: 'text', pattern: onlyKnown }),
  );
}

/** A `$` that begins no hole is text. */
const onlyKnown = new RegExp(`^(?:[^$]|\\$(?!\\{[^}]*\\})|\\$\\{(?:${templateVariables.join('|')})\\})*$`);

const knownVariables = `only the variables ${templateVariables.map((name) => `\${${name}}`).join(', ')}`;

/** The names in holes that are no variables. */
export function unknownVariables(value: string): string[] {
  return [...value.matchAll(hole)].map(([, name]) => name ?? '').filter((name) => !isVariable(name));
}

function parseTemplate(value: string): Template {
  return value.split(/(\$\{[^}]*\})/).flatMap((piece): TemplatePiece[] => {
    const name = /^\$\{([^}]*)\}$/.exec(piece)?.[1];
    if (name !== undefined && isVariable(name)) return [{ variable: name }];
    return piece === '' ? [] : [piece];
  });
}

function isVariable(name: string): name is TemplateVariable {
  return (templateVariables as readonly string[]).includes(name);
}
