import { run } from './main.ts';

await run(process).catch((error: unknown) => {
  // Without a report, for it is the report that could not be made.
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : String(error));
});
// A request that was given up may hold its connection, and so the process, for minutes.
process.stdout.write('', () => process.exit());
