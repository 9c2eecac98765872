/** YAML that needs quotes. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';

export const quoteErrors: readonly ErrorGroup[] = [
  {
    heading: 'YAML: texts that need quotes',
    rows: [
      {
        name: 'a colon',
        file: `${account}  description: before: after`,
        messages: [
          'targets.yml, line 2, column 16: found "before: after"; expected YAML or JSON (one key on a line). Quote a text that contains ": ". Let the items of a list, and the keys of a mapping, begin in the same column.',
        ],
      },
      {
        name: 'a star alone',
        inputs: { instances: '*' },
        messages: [
          'instances, line 1, column 1: found "*"; expected text. An unquoted * is an alias in YAML: quote the text, or write all to select every instance.',
        ],
      },
      {
        name: 'a star in a mapping',
        file: `${account}  instances: { tag:Name: * }`,
        messages: [
          'targets.yml, line 2, column 26: found "*"; expected text. An unquoted * is an alias in YAML: quote the text, or write all to select every instance.',
        ],
      },
      {
        name: 'a star in front of a word',
        file: `${account}  instances:\n    tag:Name: *web`,
        messages: [
          'targets.yml, line 3, column 5 (1.instances.tag:Name): found "*web"; expected text. An unquoted * is an alias in YAML: quote the text, or write all to select every instance.',
        ],
      },
      {
        name: 'a star in front of a space',
        file: `${account}  description: * all`,
        messages: [
          'targets.yml, line 2, column 16: found "*"; expected text. An unquoted * is an alias in YAML: quote the text, or write all to select every instance.',
        ],
      },
      {
        name: 'braces alone',
        file: `${account}  description: {sha}`,
        messages: [
          'targets.yml, line 2, column 3 (1.description): found a mapping; expected a template of the description. Quote a text that begins with {.',
        ],
      },
      {
        name: 'braces in front of words',
        file: `${account}  description: {sha} of it`,
        messages: [
          'targets.yml, line 2, column 22: found "of it"; expected YAML or JSON (this does not belong here). Quote a text that begins with {.',
        ],
      },
      {
        name: 'brackets alone',
        file: `${account}  series: [nightly]`,
        messages: [
          'targets.yml, line 2, column 3 (1.series): found a list; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -. Quote a text that begins with [.',
        ],
      },
      {
        name: 'brackets in front of words',
        file: `${account}  description: [sha] of it`,
        messages: [
          'targets.yml, line 2, column 22: found "of it"; expected YAML or JSON (this does not belong here). Quote a text that begins with [.',
        ],
      },
      {
        name: 'a variable in braces',
        file: '{ account: 222222222222, name: web-${run} }',
        messages: [
          'targets.yml, line 1, column 37: found "{run} }"; expected YAML or JSON (this does not belong here). Quote a text that contains ${.',
        ],
      },
      {
        name: 'an expression in braces',
        file: '{ account: ${{ vars.ACCOUNT }} }',
        messages: [
          'targets.yml, line 1, column 13: found "{{ vars.ACCOUNT }} }"; expected YAML or JSON (this does not belong here). Quote a text that contains ${.',
        ],
      },
      {
        name: 'an at sign',
        file: `${account}  description: @home`,
        messages: [
          'targets.yml, line 2, column 16: found "@home"; expected YAML or JSON (an unquoted text does not begin with @). Quote a text that begins with @.',
        ],
      },
      {
        name: 'a backquote',
        file: `${account}  description: \`sha\``,
        messages: [
          'targets.yml, line 2, column 16: found "`sha`"; expected YAML or JSON (an unquoted text does not begin with `). Quote a text that begins with `.',
        ],
      },
      {
        name: 'a per cent sign',
        file: `${account}  description: %run`,
        messages: [
          'targets.yml, line 2, column 16: found "%run"; expected YAML or JSON (an unquoted text does not begin with %). Quote a text that begins with %.',
        ],
      },
      {
        name: 'an exclamation mark',
        file: `${account}  description: !important backup`,
        messages: [
          'targets.yml, line 2, column 3 (1.description): found the tag !important; expected text. Quote a text that begins with !.',
        ],
      },
      {
        name: 'an upright line',
        file: `${account}  description: |before deployment`,
        messages: [
          'targets.yml, line 2, column 17: found "before deployment"; expected YAML or JSON (the text after | or > on the next lines). Quote a text that begins with |.',
        ],
      },
      {
        name: 'a part in quotes',
        file: `${account}  description: "before" deployment`,
        messages: [
          'targets.yml, line 2, column 25: found "deployment"; expected YAML or JSON (this does not belong here). Quote the whole text, or no part of it.',
        ],
      },
      {
        name: 'a backslash',
        file: `${account}  description: "C:\\data"`,
        messages: [
          'targets.yml, line 2, column 19: found "\\\\data\\""; expected YAML or JSON (Invalid escape sequence \\d). Double the backslash, or use single quotes.',
        ],
      },
      {
        name: 'a merge of nothing',
        file: '- <<: *common\n  account: 222222222222',
        messages: [
          'targets.yml, line 1, column 3 (1.<<): found "*common"; expected text. An unquoted * is an alias in YAML: quote the text, or write all to select every instance.',
        ],
      },
    ],
  },
];
