/** Builds dist/ from the output of tsc in build/, or with `--check` says how dist/ differs from a clean build. */
import { minify } from '@swc/core';
import ncc from '@vercel/ncc';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { licensesText } from './licenses.ts';

const OUT = 'dist';

/** File name to content of a clean build. */
async function bundle(): Promise<Map<string, string>> {
  const { code, assets } = await ncc(join(process.cwd(), 'build/index.js'), {
    cache: false,
    quiet: true,
    // Of packages that come twice, the ES modules: what is not used of them is left out.
    mainFields: ['module', 'main'],
    target: 'es2022',
  });
  const files = new Map([
    ['index.js', code],
    ['licenses.txt', await licensesText()],
  ]);
  for (const [name, asset] of Object.entries(assets)) files.set(name, asset.source.toString());
  for (const [name, text] of files) if (name.endsWith('.js')) files.set(name, await minified(text));
  return files;
}

async function minified(code: string): Promise<string> {
  const result = await minify(code, {
    compress: true,
    mangle: true,
    module: true,
    format: { comments: false },
  });
  return result.code;
}

async function differences(files: ReadonlyMap<string, string>): Promise<string[]> {
  const present = await readdir(OUT).catch(() => []);
  const extra = present.filter((name) => !files.has(name)).map((name) => `${name} should not be there`);
  const changed: string[] = [];
  for (const [name, text] of files) {
    const current = await readFile(join(OUT, name), 'utf8').catch(() => undefined);
    if (current !== text) changed.push(`${name} ${current === undefined ? 'is missing' : 'differs'}`);
  }
  return [...extra, ...changed];
}

const files = await bundle();
if (process.argv.includes('--check')) {
  const found = await differences(files);
  if (found.length > 0) {
    console.error(`dist/ is not the build of this source: ${found.join(', ')}. Run: npm run fix`);
    process.exitCode = 1;
  }
} else {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT);
  for (const [name, text] of files) await writeFile(join(OUT, name), text);
}
