/** The form of `name`, `description` and tag values: text with `${variable}` holes. */
import {
  templateVariables,
  type Template,
  type TemplatePiece,
  type TemplateVariable,
} from '../model/target.ts';
import { bad, good, type Form } from './forms.ts';
import { forText, quoteMend, type Mend } from './mends.ts';
import { didYouMean } from './mistake.ts';

/** Text whose holes are all known variables. */
export function template(expected: string, mend: Mend = quoteMend): Form<Template> {
  return {
    shape: { kind: 'text', pattern: onlyKnown },
    read: (given) => {
      if (typeof given !== 'string') return bad(given, expected, mend);
      return onlyKnown.test(given) ? good(parseTemplate(given)) : bad(given, knownVariables, variableMend);
    },
  };
}

/** A template of which EC2 takes so many UTF-16 units, and replaces each that it does not like by one of its own. */
export function bounded(expected: string, most: number): Form<Template> {
  return {
    ...template(expected),
    rule: (value) => {
      const { length } = fixedText(value);
      return length > most
        ? [{ found: `${length} characters besides the variables`, expected: `at most ${most}` }]
        : [];
    },
  };
}

/** What is there however short the variables turn out to be. */
export function fixedText(value: Template): string {
  return value.filter((piece) => typeof piece === 'string').join('');
}

const names = templateVariables.join('|');

/**
 * A `$` that begins no hole is text, and so is all that stands behind a hole which is never closed: as the last
 * alternative, for a look ahead at every hole would make giant texts slow.
 */
const onlyKnown = new RegExp(`^(?:[^$]|\\$(?!\\{)|\\$\\{(?:${names})\\})*(?:\\$\\{[^}]*)?$`);

const knownHole = new RegExp(`\\$\\{(${names})\\}`);

const knownVariables = `only the variables ${templateVariables.map((name) => `\${${name}}`).join(', ')}`;

const variableMend = forText((given) => didYouMean(unknownVariables(given)[0] ?? '', templateVariables));

/** The names in holes that are no variables. */
export function unknownVariables(value: string): string[] {
  // Behind the last brace no hole is closed.
  const closed = value.slice(0, value.lastIndexOf('}') + 1);
  return [...closed.matchAll(/\$\{([^}]*)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !isVariable(name));
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
