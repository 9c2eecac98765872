import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { imageDescription, imageName, imageNames } from '../../../src/images/name.ts';
import { templateValues, type TemplateValues } from '../../../src/images/template.ts';
import { templateVariables, type Template, type TemplatePiece } from '../../../src/model/target.ts';
import { anInstance, holes, templateFacts } from '../builders.ts';

/** EC2 API reference, CreateImage, parameter Name. */
const AWS_NAME = /^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/;

function valuesFor(name: string): TemplateValues {
  return templateValues(anInstance({ id: 'i-0123456789abcdef0', name }), templateFacts());
}

const unicode = fc.string({
  unit: fc.oneof(fc.constantFrom('é', 'ü', 'ß', '日', '😀', '${run}', '\n'), fc.string()),
});
const piece: fc.Arbitrary<TemplatePiece> = fc.oneof(
  unicode,
  fc.constantFrom(...templateVariables).map((variable) => ({ variable })),
);
const template: fc.Arbitrary<Template> = fc.array(piece, { maxLength: 6 });

describe('an image name', () => {
  test('always is one that EC2 takes, whatever the template and the instance name', () => {
    fc.assert(
      fc.property(template, unicode, (pieces, name) => {
        const made = imageName(pieces, valuesFor(name));
        fc.pre(made !== undefined);
        expect(made).toMatch(AWS_NAME);
      }),
    );
  });

  test('is made whatever the length of the instance name, if the rest has room', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (name) => {
        expect(imageName(holes('instance-name', '-', 'instance-id'), valuesFor(name))).toMatch(AWS_NAME);
      }),
    );
  });

  test('once made is left as it is when made again', () => {
    fc.assert(
      fc.property(template, unicode, (pieces, name) => {
        const made = imageName(pieces, valuesFor(name));
        fc.pre(made !== undefined);
        expect(imageName([made], valuesFor(name))).toBe(made);
        expect(imageName(holes('instance-name'), valuesFor(made))).toBe(made);
      }),
    );
  });

  test('loses nothing but the end of the instance name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 100 }), (long, rest) => {
        const tail = 'z'.repeat(rest);
        const made = imageName(['<', { variable: 'instance-name' }, '>', tail], valuesFor('n'.repeat(long)));
        const kept = Math.min(long, 126 - rest);
        expect(made).toBe(`-${'n'.repeat(kept)}-${tail}`);
      }),
    );
  });

  test('that holds the instance name twice is shortened in both places', () => {
    const made = imageName(holes('instance-name', '/', 'instance-name'), valuesFor('n'.repeat(100)));
    expect(made).toBe(`${'n'.repeat(63)}/${'n'.repeat(63)}`);
  });

  test.each([
    { why: 'a fixed text that is too long', pieces: ['x'.repeat(129)] },
    { why: 'other variables that are too long', pieces: [...holes('instance-name'), 'x'.repeat(129)] },
  ])('is not made from $why', ({ pieces }) => {
    expect(imageName(pieces, valuesFor('web'))).toBeUndefined();
  });

  test('is made when exactly 128 characters remain without the instance name', () => {
    const rest = 'x'.repeat(128);
    expect(imageName([...holes('instance-name'), rest], valuesFor('web'))).toBe(rest);
  });

  test.each([
    { from: 'Größe', to: 'Gro-e', why: 'accents are taken off, other letters become a dash' },
    { from: 'a:b*c', to: 'a-b-c', why: 'signs that EC2 refuses become a dash' },
    { from: "a(b)[c] d./-'@_e", to: "a(b)[c] d./-'@_e", why: 'what EC2 takes stays' },
    { from: 'a\nb', to: 'a-b', why: 'a new line becomes a dash' },
    { from: 'ab', to: 'ab_', why: 'two characters are filled up to three' },
    { from: '${run}', to: '--run-', why: 'a hole in an instance name is no hole' },
  ])('$from becomes $to: $why', ({ from, to }) => {
    expect(imageName(holes('instance-name'), valuesFor(from))).toBe(to);
  });
});

describe('a description', () => {
  test('always has at most 255 printable ASCII characters on one line', () => {
    fc.assert(
      fc.property(template, fc.string({ unit: 'binary', maxLength: 400 }), (pieces, name) => {
        expect(imageDescription(pieces, valuesFor(name))).toMatch(/^[\x20-\x7e]{0,255}$/);
      }),
    );
  });

  test.each([
    { from: 'Café  del\n mar', to: 'Cafe del mar' },
    { from: '日本', to: '??' },
    { from: 'a:b*c', to: 'a:b*c' },
    { from: '', to: '' },
    { from: 'y'.repeat(300), to: 'y'.repeat(255) },
  ])('$from becomes $to', ({ from, to }) => {
    expect(imageDescription(holes('instance-name'), valuesFor(from))).toBe(to);
  });
});

describe('spare names', () => {
  const names = (pieces: Template, name = 'web'): string[] => imageNames(pieces, valuesFor(name));

  test('are -2 to -9 behind the name', () => {
    const made = names(holes('instance-name', '-', 'run'));
    const [first] = made;
    expect(made).toEqual([first, ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${first}-${number}`)]);
  });

  test('are none without ${run}', () => {
    expect(names(holes('instance-name', '-', 'date'))).toEqual(['web-20261122']);
  });

  test('are none of a name that is too long', () => {
    expect(names([...holes('run'), 'x'.repeat(128)])).toEqual([]);
  });

  test('are names as EC2 takes them, all different, whatever the instance name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (name) => {
        const made = names(holes('instance-name', '-', 'run'), name);
        expect(made.filter((each) => AWS_NAME.test(each))).toHaveLength(9);
        expect(new Set(made).size).toBe(9);
      }),
    );
  });
});
