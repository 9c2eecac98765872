import process from 'node:process';

/** Unit tests run in milliseconds; the end-to-end lane starts the emulator and the committed bundle. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024' }, module: { type: 'es6' } }] },
};

/** The lanes that need AWS. */
const withAws = { ...common, globalSetup: '<rootDir>/test/emulator/forks.ts' };

/** See test/amounts.ts. */
const endings = process.env.NIGHTLY === 'true' ? '{test,nightly}.ts' : 'test.ts';

export default {
  // The end-to-end tests mostly wait: more of them than there are processors.
  // A process keeps the modules of every file that it has run; one for all files would run out of memory.
  maxWorkers: 6,
  workerIdleMemoryLimit: '1GB',
  randomize: true,
  // For a machine that has other work, too.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/jest.order.js',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts', `<rootDir>/test/iam/**/*.${endings}`],
    },
    { ...withAws, displayName: 'e2e', testMatch: [`<rootDir>/test/{emulator,e2e,examples}/**/*.${endings}`] },
    { ...withAws, displayName: 'faults', testMatch: [`<rootDir>/test/faults/**/*.${endings}`] },
    // Needs a browser: `npm ci --prefix test/pages` first.
    { ...common, displayName: 'pages', testMatch: [`<rootDir>/test/pages/*.${endings}`] },
  ],
  collectCoverageFrom: ['src/**/*.ts'],
  // What decides is covered by unit tests; main.ts, journal.ts and github/ run in a child process, in the bundle.
  coverageThreshold: Object.fromEntries(
    ['model', 'config', 'images', 'retention', 'report', 'modes'].map((room) => [
      `./src/${room}/`,
      { statements: 93, lines: 93 },
    ]),
  ),
};
