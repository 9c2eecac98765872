import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The arrows of the house: which rooms a room may import from. Everything may use `model`. */
const arrows = {
  model: [],
  config: ['model'],
  images: ['model'],
  report: ['model'],
  aws: ['model'],
  github: ['model'],
  retention: ['model', 'images'],
  permissions: ['model'],
  regions: ['model', 'images', 'retention'],
  stage: ['model', 'images', 'permissions'],
  modes: ['model', 'images', 'retention', 'permissions', 'regions', 'stage'],
};
const rooms = Object.keys(arrows);

const sdkOnlyInAws = { group: ['@aws-sdk/*', '@smithy/*'], message: 'Only src/aws/ talks to the AWS SDK.' };
const toolkitOnlyInGitHub = { group: ['@actions/*'], message: 'Only src/github/ talks to the toolkit.' };
const noPackages = { regex: '^[^.]', message: 'src/model/ imports nothing from outside.' };

function patternsOf(room, allowed) {
  const closed = rooms.filter((other) => other !== room && !allowed.includes(other));
  const groups = closed.map((other) => ({
    group: [`../${other}/*`],
    message: `The arrow ${room} -> ${other} is not in the house.`,
  }));
  const hallway = { regex: '^\\.\\./[^/]+\\.ts$', message: 'No room imports from the hallway.' };
  const packages = room === 'model' ? [noPackages] : [];
  const sdk = room === 'aws' ? [] : [sdkOnlyInAws];
  const toolkit = room === 'github' ? [] : [toolkitOnlyInGitHub];
  return [...groups, hallway, ...packages, ...sdk, ...toolkit];
}

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'coverage/', '.cache/', 'node_modules/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js', 'scripts/*.js'] } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      'max-lines': ['error', { max: 200 }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 3],
      complexity: ['error', { max: 12, variant: 'modified' }],
    },
  },
  ...Object.entries(arrows).map(([room, allowed]) => ({
    files: [`src/${room}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: patternsOf(room, allowed) }] },
  })),
  {
    files: ['src/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [sdkOnlyInAws, toolkitOnlyInGitHub] }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': ['error', 250],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  { files: ['*.js', 'scripts/*.js'], ...tseslint.configs.disableTypeChecked },
);
