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

const names = templateVariables.join('|');

/**
 * A `$` that begins no hole is text, and so is all that stands behind a hole which is never closed: as the last
 * alternative, for a look ahead at every hole would make giant texts slow.
 */
const onlyKnown = new RegExp(`^(?:[^$]|\\$(?!\\{)|\\$\\{(?:${names})\\})*(?:\\$\\{[^}]*)?$`);

const knownHole = new RegExp(`\\$\\{(${names})\\}`);

const knownVariables = `only the variables ${templateVariables.map((name) => `\${${name}}`).join(', ')}`;

/** The names in holes that are no variables. */
export function unknownVariables(value: string): string[] {
  // Behind the last brace no hole is closed.
  const closed = value.slice(0, value.lastIndexOf('}') + 1);
  return [...closed.matchAll(hole)].map(([, name]) => name ?? '').filter((name) => !isVariable(name));
}

function parseTemplate(value: string): Template {
  // A text that is split at a group has the variables at the odd places.
  return value.split(knownHole).flatMap((piece, at): TemplatePiece[] => {
    if (at % 2 === 1 && isVariable(piece)) return [{ variable: piece }];
    return piece === '' ? [] : [piece];
  });
}

function isVariable(name: string): name is TemplateVariable {
  return (templateVariables as readonly string[]).includes(name);
}
