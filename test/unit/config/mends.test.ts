import { describe, expect, test } from '@jest/globals';
import { readYaml } from '../../../src/config/yaml-text.ts';
import { mistakesOf } from './inputs.ts';

function mendOf(inputs: Readonly<Record<string, string>>): string | undefined {
  return mistakesOf({ inputs })[0]?.mend;
}

describe('a mend for a value', () => {
  test.each([
    { inputs: { targets: '22222222222' }, mend: /leading zero.*in quotes/ },
    { inputs: { 'allowed-account-ids': '22222222222' }, mend: /leading zero/ },
    { inputs: { targets: '2222-2222-2222' }, mend: /without anything between/ },
    { inputs: { targets: '-222222222222' }, mend: /space after the dash/ },
    { inputs: { targets: 'account:222222222222' }, mend: /space after the colon/ },
    { inputs: { targets: '"${{ vars.ACCOUNT }}"' }, mend: /GitHub evaluates expressions in a workflow only/ },
    { inputs: { regions: '${{ vars.REGION }}' }, mend: /GitHub evaluates expressions in a workflow only/ },
    { inputs: { regions: 'eu-wst-1' }, mend: /"eu-west-1"/ },
    { inputs: { name: '${instance-nam}' }, mend: /"instance-name"/ },
    { inputs: { instances: 'Instance-typ: x' }, mend: /"instance-type"/ },
    { inputs: { instances: '"*"' }, mend: /write all/ },
    { inputs: { mode: 'bakup' }, mend: /"backup"/ },
    { inputs: { targets: '{account: self, name: {a: b}}' }, mend: /begins with \{/ },
    { inputs: { targets: '{account: self, name: [a]}' }, mend: /begins with \[/ },
    { inputs: { targets: '{account: self, target-role: x}' }, mend: /In a target this key is role/ },
    { inputs: { targets: '{account: self, aws-region: x}' }, mend: /aws-region is an input of the step/ },
    { inputs: { targets: '{account: self, regoins: x}' }, mend: /"regions"/ },
  ])('$inputs: $mend', ({ inputs, mend }) => {
    expect(mendOf(inputs)).toMatch(mend);
  });

  test.each([
    { inputs: { targets: 'nobody' } },
    { inputs: { targets: 'arn:aws:iam::222222222222:user/me' } },
    { inputs: { targets: '{account: self, name: }\n' } },
    { inputs: { regions: 'x' } },
    { inputs: { 'max-instances': '0' } },
  ])('is none for $inputs', ({ inputs }) => {
    expect(mendOf(inputs)).toBeUndefined();
  });
});

describe('a mend for what is no YAML', () => {
  test.each([
    { text: 'a:\n\t- b', mend: /spaces instead of tabs/, found: /./ },
    { text: 'a\n---\nb', mend: /Remove the lines ---/, found: /"---"/ },
    { text: 'a: b: c', mend: /Quote a text that contains ": "/, found: /"b: c"/ },
    { text: 'a:b\nc: d', mend: /space after the colon/, found: /"a:b"/ },
    { text: 'a: @b', mend: /begins with @/, found: /"@b"/ },
    { text: 'a: "\\q"', mend: /backslash/, found: /./ },
    { text: 'a: [b', mend: /Close each \[/, found: /the end of the text/ },
    { text: 'a: {b', mend: /Close each \[/, found: /the end of the text/ },
    { text: 'a: "b', mend: /Close each text with the quote/, found: /the end of the text/ },
    { text: 'a: [b] c', mend: /begins with \[/, found: /"c"/ },
    { text: 'a: {b} c', mend: /begins with \{/, found: /"c"/ },
    { text: 'a: "b" c', mend: /Quote the whole text/, found: /"c"/ },
    { text: '- a\nb: c', mend: /the same column/, found: /"b: c"/ },
    { text: '[a, [b] [c]]', mend: /Put a comma/, found: /./ },
    { text: 'a: *b', mend: /alias in YAML/, found: /"\*b"/ },
    { text: 'a: !!foo b', mend: /begins with !/, found: /tag/ },
  ])('$text: $mend', ({ text, mend, found }) => {
    const { mistakes } = readYaml('input', text);
    expect(mistakes[0]?.mend).toMatch(mend);
    expect(mistakes[0]?.found).toMatch(found);
  });

  test('is told for the first thing that is none, and for each key that is repeated before it', () => {
    const { mistakes } = readYaml('input', 'a: 1\na: 2\n]\n}\n@');
    expect(mistakes.map(({ line }) => line)).toEqual([2, 3]);
    expect(mistakes[0]?.found).toBe('the key "a" a second time');
  });
});
