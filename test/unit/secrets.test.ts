/** A secret is found however others have written it; what holds none is not touched. */
import { expect, test } from '@jest/globals';
import { Secrets } from '../../src/secrets.ts';

const TOKEN = 'IQoJb3JpZ2luX2Vj/+AbC+dEf/9876543210zyxwvu+TsRq==';
const SHORT = 'p&ss/w0rd';

function knowing(...secrets: readonly string[]): Secrets {
  const known = new Secrets(() => undefined);
  for (const secret of secrets) known.add(secret);
  return known;
}

/** Each sign as this number says. */
function each(secret: string, spell: (code: number) => string): string {
  return secret.replace(/./g, (sign) => spell(sign.charCodeAt(0)));
}

const hex = (code: number) => code.toString(16);
const spellings: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'for a URL': encodeURIComponent,
  'for a URL in small letters': (secret) =>
    encodeURIComponent(secret).replace(/%../g, (sign) => sign.toLowerCase()),
  'twice for a URL': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'every sign for a URL': (secret) => each(secret, (code) => `%${hex(code)}`),
  'in hexadecimal references': (secret) => each(secret, (code) => `&#x${hex(code).toUpperCase()};`),
  'in decimal references': (secret) => each(secret, (code) => `&#0${code};`),
  'in named references': (secret) =>
    secret.replace(/[&/+=]/g, (sign) => ({ '&': '&amp;', '/': '&sol;', '+': '&plus;' })[sign] ?? '&equals;'),
  'in references within references': (secret) => each(secret, (code) => `&amp;#${code};`),
  'as JSON': (secret) => secret.replaceAll('/', '\\/'),
  'as JSON in numbers': (secret) => each(secret, (code) => `\\u00${hex(code)}`),
  'in base64 alone': (secret) => Buffer.from(secret).toString('base64'),
  'in base64 after one byte': (secret) => Buffer.from(`:${secret}`).toString('base64'),
  'in base64 after two bytes': (secret) => Buffer.from(`u:${secret}`).toString('base64'),
};

test.each(Object.entries(spellings))('%s', (_, spell) => {
  for (const secret of [TOKEN, SHORT]) {
    const written = spell(secret);
    const left = knowing(secret).redact(`<a ${written} b>, twice: ${written}`);
    // Of base64, the signs at the ends may be of the neighbours too.
    expect(left).toMatch(/^<a \S{0,3}\*{3}\S{0,3} b>, twice: \S{0,3}\*{3}\S{0,3}$/);
  }
});

test.each([
  ['lines', TOKEN.replace(/.{9}/g, '$&\r\n   ')],
  ['lines of a string in JSON', TOKEN.replace(/.{9}/g, '$&\\n')],
  ['lines of a URL', encodeURIComponent(TOKEN.replace(/.{9}/g, '$&\n'))],
  ['signs that do not show', TOKEN.replace(/.{9}/g, '$&\u200b\u0000')],
  ['spaces for its plus signs', TOKEN.replaceAll('+', ' ')],
])('a long one broken by %s', (_, written) => {
  expect(knowing(TOKEN).redact(`was ${written}, not so`)).toBe('was ***, not so');
});

test('words that only together are like a short one stay', () => {
  const text = 'It has the same right as the others';
  expect(knowing('asthesam', 'hasthesame').redact(text)).toBe(text);
});

test('secrets that begin alike, or lie over each other, are gone whole', () => {
  const secrets = knowing('IQoJb3JpZ2lu', 'IQoJb3JpZ2luX2VjLonger', 'Longer-than-that');
  expect(secrets.redact('a IQoJb3JpZ2lu b IQoJb3JpZ2luX2VjLonger-than-that c')).toBe('a *** b *** c');
});

test('what is too short to be one stays', () => {
  expect(knowing('eu-west', '').redact('in eu-west-1')).toBe('in eu-west-1');
});

test('texts are found at any depth; what holds none is the same object', () => {
  const clean = { id: 'ami-1', at: 5, none: null, list: [1, 'two'], when: new Date(0) };
  const value = {
    clean,
    deep: [{ stack: `at ${TOKEN}` }],
    map: new Map<string, unknown>([[TOKEN, new Set(['a', TOKEN])]]),
    bare: Object.assign(Object.create(null) as object, { said: TOKEN }),
  };
  const secrets = knowing(TOKEN);
  const left = secrets.redactAll(value);
  expect(left).toEqual({
    clean,
    deep: [{ stack: 'at ***' }],
    map: new Map([['***', new Set(['a', '***'])]]),
    bare: { said: '***' },
  });
  expect(left.clean).toBe(clean);
  expect(secrets.redactAll(clean)).toBe(clean);
});
