import { isUsableProxy, proxiesOf } from './environment-checks.ts';
import { exitWhenPrinted, outliveReader } from './github/log-streams.ts';

outliveReader(process);
const environment = { ...process.env };
// @actions/github makes an agent for the proxy as soon as it is loaded, and throws when it cannot.
for (const proxy of proxiesOf(environment))
  if (!isUsableProxy(proxy)) Reflect.deleteProperty(process.env, proxy.name);
const { knownSecrets, run } = await import('./main.ts');

const secrets = knownSecrets(environment);
await run(process, environment, secrets).catch((error: unknown) => {
  // Without a report, for it is the report that could not be made.
  process.exitCode = 1;
  console.error(secrets.redact(error instanceof Error ? error.message : String(error)));
});
// A request that was given up may hold its connection, and so the process, for minutes.
exitWhenPrinted(process);
