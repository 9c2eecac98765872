/** Texts that are no YAML, or that would blow up. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';

export const yamlErrors: readonly ErrorGroup[] = [
  {
    heading: 'YAML: indentation',
    rows: [
      {
        name: 'a tab in front of an item',
        file: '\t- 222222222222',
        messages: [
          'targets.yml, line 1, column 1: found "\\t- 222222222222"; expected YAML or JSON (Tabs are not allowed as indentation). Indent with spaces instead of tabs.',
        ],
      },
      {
        name: 'a tab in front of a key',
        file: `${account}\tseries: nightly`,
        messages: [
          'targets.yml, line 2, column 2: found "series: nightly"; expected YAML or JSON (this does not belong here). Indent with spaces instead of tabs.',
        ],
      },
      {
        name: 'a key too far right',
        file: `${account}   series: nightly`,
        messages: [
          'targets.yml, line 1, column 12: found "222222222222"; expected YAML or JSON (one key on a line). Quote a text that contains ": ". Let the items of a list, and the keys of a mapping, begin in the same column.',
        ],
      },
      {
        name: 'a key too far left',
        file: `${account} series: nightly`,
        messages: [
          'targets.yml, line 2, column 1: found " series: nightly"; expected YAML or JSON (a dash before each item of a list). Let the items of a list, and the keys of a mapping, begin in the same column.',
        ],
      },
      {
        name: 'a key without its item',
        file: '- 222222222222\nseries: nightly',
        messages: [
          'targets.yml, line 2, column 1: found "series: nightly"; expected YAML or JSON (this does not belong here). Let the items of a list, and the keys of a mapping, begin in the same column.',
        ],
      },
      {
        name: 'a list behind a key',
        file: 'series: nightly\n- 222222222222',
        messages: [
          'targets.yml, line 2, column 1: found "- 222222222222"; expected YAML or JSON (a colon after each key). Write each key as "key: value", with a space after the colon, and each item as "- item".',
        ],
      },
      {
        name: 'a key without a colon',
        file: '- account 222222222222\n  series: nightly',
        messages: [
          'targets.yml, line 1, column 3: found "account 222222222222"; expected YAML or JSON (a colon after each key). Write each key as "key: value", with a space after the colon, and each item as "- item".',
        ],
      },
      {
        name: 'a colon without a space',
        file: '- account:222222222222\n  series: nightly',
        messages: [
          'targets.yml, line 1, column 3: found "account:222222222222"; expected YAML or JSON (a colon after each key). Write each key as "key: value", with a space after the colon, and each item as "- item".',
        ],
      },
    ],
  },
  {
    heading: 'YAML: what does not end, or comes twice',
    rows: [
      {
        name: 'a double quote',
        file: '- account: "222222222222\n  series: nightly',
        messages: [
          'targets.yml, line 2, column 18: found the end of the text; expected YAML or JSON (missing closing quote "). Close each text with the quote that opens it.',
        ],
      },
      {
        name: 'a single quote',
        file: "- account: '222222222222\n  series: nightly",
        messages: [
          "targets.yml, line 2, column 18: found the end of the text; expected YAML or JSON (missing closing quote '). Close each text with the quote that opens it.",
        ],
      },
      {
        name: 'a bracket in a block',
        file: `${account}  regions: [eu-west-1, us-east-1\n  series: nightly`,
        messages: [
          'targets.yml, line 3, column 3: found "series: nightly"; expected YAML or JSON (a list that begins with [ ends with ]). Close each [ with ] and each { with }, and indent the lines between them.',
        ],
      },
      {
        name: 'a bracket',
        inputs: { targets: '[222222222222, 333333333333' },
        messages: [
          'targets, line 1, column 28: found the end of the text; expected YAML or JSON (a list that begins with [ ends with ]). Close each [ with ] and each { with }, and indent the lines between them.',
        ],
      },
      {
        name: 'a brace',
        inputs: { targets: '{account: 222222222222' },
        messages: [
          'targets, line 1, column 23: found the end of the text; expected YAML or JSON (a mapping that begins with { ends with }). Close each [ with ] and each { with }, and indent the lines between them.',
        ],
      },
      {
        name: 'a bracket too many',
        inputs: { targets: '[222222222222]]' },
        messages: [
          'targets, line 1, column 15: found "]"; expected YAML or JSON (this does not belong here).',
        ],
      },
      {
        name: 'a comma that is missing',
        file: '[{"account": "222222222222"} {"account": "333333333333"}]',
        messages: [
          'targets.yml, line 1, column 30: found "{\\"account\\": \\"333333333333\\"}]"; expected YAML or JSON (this does not belong here). Put a comma between the items of a list, and between the pairs of a mapping.',
        ],
      },
      {
        name: 'a comma between keys that is missing',
        file: '{"account": "222222222222" "series": "x"}',
        messages: [
          'targets.yml, line 1, column 28: found "\\"series\\": \\"x\\"}"; expected YAML or JSON (this does not belong here). Put a comma between the items of a list, and between the pairs of a mapping.',
        ],
      },
      {
        name: 'a key twice',
        file: `${account}  series: nightly\n  account: 333333333333`,
        messages: [
          'targets.yml, line 3, column 3: found the key "account" a second time; expected each key once.',
        ],
      },
      {
        name: 'two keys twice',
        file: `${account}  account: "222222222222"\n  series: a\n  series: b`,
        messages: [
          'targets.yml, line 2, column 3: found the key "account" a second time; expected each key once.',
          'targets.yml, line 4, column 3: found the key "series" a second time; expected each key once.',
        ],
      },
      {
        name: 'a filter twice',
        inputs: { instances: 'tag:A: b\ntag:A: c' },
        messages: [
          'instances, line 2, column 1: found the key "tag:A" a second time; expected each key once.',
        ],
      },
      {
        name: 'two documents',
        file: '- 222222222222\n---\n- 333333333333',
        messages: [
          'targets.yml, line 2, column 1: found "---"; expected YAML or JSON (a single document). Remove the lines --- and ... between them.',
        ],
      },
    ],
  },
  {
    heading: 'YAML: what is refused',
    rows: [
      {
        name: 'a list as a key',
        file: '? [account]\n: 222222222222',
        messages: ['targets.yml, line 1, column 1: found a key that is not text; expected text as keys.'],
      },
      {
        name: 'a tag of YAML',
        file: '- !!set {222222222222}',
        messages: [
          'targets.yml, line 1, column 9 (1): found the tag !!set; expected text. Quote a text that begins with !.',
        ],
      },
      {
        name: 'a merge key',
        file: '- <<: {series: nightly}\n  account: 222222222222',
        messages: [
          'targets.yml, line 1, column 3 (1.<<): found the unknown key "<<"; expected a key of a target. Keys are not merged here: write them out, or give them as inputs.',
        ],
      },
      {
        name: '101 aliases',
        file: `- &a 222222222222\n${'- *a\n'.repeat(101)}`,
        messages: [
          'targets.yml, line 102, column 3 (102): found many aliases; expected at most 100 of them.',
        ],
      },
      {
        name: 'aliases that multiply',
        file: Array.from({ length: 12 }, (_, at) =>
          at === 0 ? '- &a0 [x, x]' : `- &a${at} [*a${at - 1}, *a${at - 1}]`,
        ).join('\n'),
        messages: [
          'targets.yml, line 6, column 13 (6.2.2.1): found many aliases; expected at most 100 of them.',
        ],
      },
      {
        name: 'a list in itself',
        file: '&a [*a]',
        messages: [
          'targets.yml, line 1, column 5 (1.1.1.1.1.1.1.1.1): found deeper nesting; expected at most 8 levels.',
        ],
      },
      {
        name: 'nine levels',
        file: `${'['.repeat(9)}x${']'.repeat(9)}`,
        messages: [
          'targets.yml, line 1, column 10 (1.1.1.1.1.1.1.1.1): found deeper nesting; expected at most 8 levels.',
        ],
      },
      {
        name: '100,000 levels',
        file: '['.repeat(100_000),
        messages: ['targets.yml: found deeper nesting; expected at most 8 levels.'],
      },
      {
        name: 'a key of 2,000 characters',
        file: `- ${'k'.repeat(2_000)}: x`,
        messages: [
          'targets.yml, line 1, column 3: found "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk..." (2003 characters); expected YAML or JSON (a key of at most 1024 characters).',
        ],
      },
    ],
  },
];
