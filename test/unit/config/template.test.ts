import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { template, unknownVariables } from '../../../src/config/template.ts';
import { templateVariables } from '../../../src/model/target.ts';

function read(text: unknown): unknown {
  const reading = template('a template').read(text);
  return reading.ok ? reading.value : reading.flaws[0]?.expected;
}

describe('a template', () => {
  test.each([
    { text: '', pieces: [] },
    { text: 'plain', pieces: ['plain'] },
    { text: '${run}', pieces: [{ variable: 'run' }] },
    { text: 'a-${run}-${date}', pieces: ['a-', { variable: 'run' }, '-', { variable: 'date' }] },
    { text: '${run}${run}', pieces: [{ variable: 'run' }, { variable: 'run' }] },
    { text: '$run {run} ${run', pieces: ['$run {run} ${run'] },
    { text: '$${run}', pieces: ['$', { variable: 'run' }] },
    { text: 'a\n${run}', pieces: ['a\n', { variable: 'run' }] },
  ])('$text', ({ text, pieces }) => {
    expect(read(text)).toEqual(pieces);
  });

  test.each([
    { text: '${nope}', unknown: ['nope'] },
    { text: '${ run }', unknown: [' run '] },
    { text: '${Run}', unknown: ['Run'] },
    { text: '${}', unknown: [''] },
    { text: '${run}-${a}-${b}', unknown: ['a', 'b'] },
    { text: '${${run}}', unknown: ['${run'] },
    { text: '${constructor}', unknown: ['constructor'] },
  ])('$text knows only our variables', ({ text, unknown }) => {
    expect(read(text)).toMatch(/^only the variables \$\{instance-name\}/);
    expect(unknownVariables(text)).toEqual(unknown);
  });

  test('must be text', () => {
    expect([read(null), read(['${run}'])]).toEqual(['a template', 'a template']);
  });

  test('loses nothing of its text', () => {
    const piece = fc.oneof(
      fc.string().filter((text) => !/[${}]/.test(text)),
      fc.constantFrom(...templateVariables.map((name) => `\${${name}}`)),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const reading = template('a template').read(pieces.join(''));
        const parts = reading.ok ? reading.value : [];
        expect(parts.map((part) => (typeof part === 'string' ? part : `\${${part.variable}}`)).join('')).toBe(
          pieces.join(''),
        );
      }),
    );
  });

  test('is read or refused, whatever the text, in little time', () => {
    const parts = fc.array(fc.constantFrom('$', '{', '}', '${', 'run', '${run}', 'x', '\n'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(parts, (pieces) => {
        const text = pieces.join('');
        expect(Array.isArray(read(text))).toBe(unknownVariables(text).length === 0);
      }),
    );
    expect(read('${'.repeat(20_000))).toEqual(['${'.repeat(20_000)]);
  });
});
