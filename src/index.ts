import { run } from './main.ts';

const ended = await run(process);
if (!ended) process.exitCode = 1;
// A request that was given up may hold its connection, and so the process, for minutes.
process.stdout.write('', () => process.exit());
