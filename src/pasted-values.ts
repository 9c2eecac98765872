/** Credentials of the environment that were pasted with more than themselves. Pure. */
import type { Problem } from './model/problem.ts';

/** What a value may consist of: of a secret, an ARN or a token visible ASCII; of a name or path, all but line breaks. */
type Form = 'visible' | 'name';

interface Source {
  /** In use when all of these are set. */
  readonly needs: readonly string[];
  readonly values: Readonly<Record<string, Form>>;
}

/** In the order in which they are looked for; only the first one in use counts. */
const sources: readonly Source[] = [
  {
    needs: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    values: { AWS_ACCESS_KEY_ID: 'visible', AWS_SECRET_ACCESS_KEY: 'visible', AWS_SESSION_TOKEN: 'visible' },
  },
  { needs: ['AWS_PROFILE'], values: {} },
  {
    needs: ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'],
    values: {
      AWS_WEB_IDENTITY_TOKEN_FILE: 'name',
      AWS_ROLE_ARN: 'visible',
      AWS_ROLE_SESSION_NAME: 'visible',
    },
  },
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'].map((name): Source => ({
    needs: [name],
    values: {
      [name]: 'visible',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'name',
      // Of the kind `Basic abc`: a header of HTTP.
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'name',
    },
  })),
];

/** Settings are read from these whoever signs in. */
const always: Readonly<Record<string, Form>> = {
  AWS_PROFILE: 'name',
  AWS_CONFIG_FILE: 'name',
  AWS_SHARED_CREDENTIALS_FILE: 'name',
};

/** Libraries throw at such a value, or AWS calls the signature wrong; neither says which variable it is. */
export function pastedProblem(environment: NodeJS.ProcessEnv, isRoleGiven: boolean): Problem | undefined {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const half = isRoleGiven ? undefined : halfOfPair(isSet);
  if (half !== undefined) return half;
  const used = isRoleGiven ? undefined : sources.find(({ needs }) => needs.every(isSet));
  const values = Object.entries({ ...always, ...used?.values });
  return problemIn(values.map(([name, form]) => ({ name, value: environment[name] ?? '', form })));
}

/** A profile of the shared files. */
export interface Profile {
  readonly name: string;
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** Of the keys in the profiles that sign in; the SDK cuts off what stands around them. */
export function profilesProblem(profiles: readonly Profile[]): Problem | undefined {
  return problemIn(
    profiles.flatMap(({ name, settings }) =>
      keysOfProfile.map((key) => ({
        name: `${key} of the profile ${name}`,
        value: settings[key] ?? '',
        form: 'visible' as const,
      })),
    ),
  );
}

const keysOfProfile = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'role_arn'];

interface Value {
  readonly name: string;
  readonly value: string;
  readonly form: Form;
}

function problemIn(values: readonly Value[]): Problem | undefined {
  for (const { name, value, form } of values) {
    const flaw = flawOf(value, form);
    if (flaw !== undefined) return problem(`${name} ${flaw}`, `Set ${name} again, to the value alone.`);
  }
  return undefined;
}

/** What does not belong to a value, in words that do not repeat it. */
export function flawOf(value: string, form: Form): string | undefined {
  return (form === 'visible' ? [...flaws, ...flawsOfVisible] : flaws).find(([found]) =>
    found.test(value),
  )?.[1];
}

const flaws: readonly (readonly [RegExp, string])[] = [
  [/^\uFEFF/, 'begins with a byte order mark'],
  [/[\r\n]$/, 'ends with a line break'],
  [/^[\r\n]/, 'begins with a line break'],
  [/[\r\n]/, 'contains a line break'],
  [/^\s/, 'begins with white space'],
  [/\s$/, 'ends with white space'],
  [/\p{Cc}|\uFEFF/u, 'contains a control character'],
];

const flawsOfVisible: readonly (readonly [RegExp, string])[] = [
  [/^(["']).*\1$/, 'is in quotation marks'],
  [/\s/, 'contains white space'],
  [/[^\x21-\x7e]/, 'contains a character that is not ASCII'],
];

/** The SDK would ignore it silently, and sign in with something else. */
function halfOfPair(isSet: (name: string) => boolean): Problem | undefined {
  const pair = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  const missing = pair.filter((name) => !isSet(name));
  const there = pair.filter(isSet);
  if (missing.length !== 1) return undefined;
  return problem(
    `${there.join('')} is set, and ${missing.join('')} is not`,
    'Set both of them, or neither; keys of `secrets` are empty where the secret does not exist.',
  );
}

function problem(what: string, mend: string): Problem {
  return { code: 'EnvironmentInvalid', phase: 'sign-in', place: {}, what, mend };
}
