/** Runs Go, which some tests need to build a program. */
import { spawnSync } from 'node:child_process';

const HOW_TO_INSTALL = [
  'This needs Go 1.23 or newer.',
  '  Debian, Ubuntu: sudo apt-get install golang-go',
  '  macOS:          brew install go',
  '  Windows:        winget install GoLang.Go',
].join('\n');

/** What Go writes to stdout; throws with all that it has said when it fails. */
export function go(args: readonly string[], directory: string): string {
  const { error, status, stdout, stderr } = spawnSync('go', args, { cwd: directory, encoding: 'utf8' });
  if (error) throw new Error(`${HOW_TO_INSTALL}\n${error.message}`);
  if (status !== 0) throw new Error(`go ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}
