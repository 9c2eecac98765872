/** Unit tests run in milliseconds; the end-to-end lane starts the emulator and the committed bundle. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024' }, module: { type: 'es6' } }] },
};

export default {
  // A process keeps the modules of every file that it has run; one for all files would run out of memory.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
  randomize: true,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/test/{unit,iam}/**/*.test.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/{emulator,e2e}/**/*.test.ts'] },
    { ...common, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.test.ts'] },
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
