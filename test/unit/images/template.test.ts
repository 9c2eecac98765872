import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fill, runDigest, templateValues } from '../../../src/images/template.ts';
import { templateVariables } from '../../../src/model/target.ts';
import { anInstance, templateFacts, runFacts } from '../builders.ts';

describe('the variables', () => {
  const facts = runFacts({ runKey: 'key', runId: '42', ref: 'refs/tags/v1', sha: 'abc' });
  const context = templateFacts({ series: 'nightly', facts, now: Date.UTC(2026, 10, 22, 2, 17, 0, 999) });
  const values = templateValues(anInstance({ id: 'i-0123456789abcdef0', name: 'web' }), context);

  test.each([
    { variable: 'instance-name', value: 'web' },
    { variable: 'instance-id', value: 'i-0123456789abcdef0' },
    { variable: 'account', value: '222222222222' },
    { variable: 'region', value: 'eu-west-1' },
    { variable: 'date', value: '20261122' },
    { variable: 'timestamp', value: '20261122T021700Z' },
    { variable: 'run', value: runDigest('key', 'nightly') },
    { variable: 'run-id', value: '42' },
    { variable: 'repository', value: 'octo/images' },
    { variable: 'sha', value: 'abc' },
    { variable: 'ref', value: 'refs/tags/v1' },
    { variable: 'series', value: 'nightly' },
  ] as const)('$variable is $value', ({ variable, value }) => {
    expect(values[variable]).toBe(value);
  });

  test('are all those that a template may name', () => {
    expect(Object.keys(values).toSorted()).toEqual([...templateVariables].toSorted());
  });
});

describe('${run}', () => {
  test('is 8 hex digits', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (runKey, series) => {
        expect(runDigest(runKey, series)).toMatch(/^[0-9a-f]{8}$/);
      }),
    );
  });

  test('is the same for the same run key and series, and another one for others', () => {
    expect(runDigest('42-aa', 'nightly')).toBe(runDigest('42-aa', 'nightly'));
    const digests = [
      runDigest('42-aa', 'nightly'),
      runDigest('42-ab', 'nightly'),
      runDigest('42-aa', 'weekly'),
      runDigest('42-aanightly', ''),
      runDigest('', '42-aanightly'),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});

test('what is inserted is never expanded again', () => {
  const variable = fc.constantFrom(...templateVariables);
  const hostile = fc.oneof(
    fc.string(),
    variable.map((name) => `\${${name}}`),
  );
  fc.assert(
    fc.property(hostile, fc.string(), fc.string(), (name, before, after) => {
      const values = templateValues(anInstance({ name }), templateFacts());
      expect(fill([before, { variable: 'instance-name' }, after], values)).toBe(before + name + after);
    }),
  );
});
