import { run } from './main.ts';

const ended = await run(process);
if (!ended) process.exit(1);
