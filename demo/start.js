// Plain JavaScript, for a Node that is too old cannot even read the rest.
import console from 'node:console';
import process from 'node:process';

if (Number.parseInt(process.versions.node) < 24) {
  console.error(
    `The demo needs Node 24, and this is ${process.version}. Install it from https://nodejs.org, then run it again.`,
  );
  process.exit(1);
}
await import('./demo.ts');
