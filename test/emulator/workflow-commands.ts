/**
 * Reads a step's output as the runner does: `::command::` at the start of a line, the older `##[command]` anywhere in
 * it, masks, and the stretch that `stop-commands` makes plain text.
 */

export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Record<string, string>;
  readonly message: string;
}

const KNOWN = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]);

export interface ReadLog {
  readonly commands: WorkflowCommand[];
  /** What a person sees in the browser. */
  readonly log: string;
}

export function readLog(text: string): ReadLog {
  const reader = new LogReader();
  const lines = text.split(/\r?\n/).flatMap((line) => reader.read(line));
  return { commands: reader.commands, log: lines.join('\n') };
}

class LogReader {
  readonly commands: WorkflowCommand[] = [];
  readonly #masks = new Set<string>();
  #resumeWith: string | undefined;

  /** The lines shown in place of this one. */
  read(line: string): string[] {
    if (this.#resumeWith !== undefined) return this.#readStopped(line);
    const command = parseCommand(line);
    if (!command) return [this.#masked(line)];
    this.commands.push(command);
    if (command.name === 'add-mask') this.#addMask(command.message);
    if (command.name === 'stop-commands') this.#resumeWith = command.message;
    return shownAs(command).map((each) => this.#masked(each));
  }

  #readStopped(line: string): string[] {
    if (line.trim() !== `::${this.#resumeWith}::`) return [this.#masked(line)];
    this.#resumeWith = undefined;
    return [];
  }

  #addMask(value: string): void {
    for (const part of [value, ...value.split(/\r?\n/)]) if (part.trim()) this.#masks.add(part);
  }

  #masked(line: string): string {
    const longestFirst = [...this.#masks].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((shown, mask) => shown.replaceAll(mask, '***'), line);
  }
}

export function parseCommand(line: string): WorkflowCommand | undefined {
  return parseNew(line.trimStart()) ?? parseOld(line);
}

function parseNew(line: string): WorkflowCommand | undefined {
  const [, head, message = ''] = /^::(.+?)::(.*)$/s.exec(line) ?? [];
  const [, name, list = ''] = /^(\S+)(?:\s+(.*))?$/s.exec(head ?? '') ?? [];
  if (name === undefined || !KNOWN.has(name)) return undefined;
  return { name, properties: readProperties(list, ','), message: unescape(message) };
}

function parseOld(line: string): WorkflowCommand | undefined {
  const [, name, list = '', message = ''] = /##\[([a-z-]+)(?:\s+([^\]]*))?\](.*)$/s.exec(line) ?? [];
  if (name === undefined || !KNOWN.has(name)) return undefined;
  return { name, properties: readProperties(list, ';'), message: unescape(message) };
}

function readProperties(list: string, separator: string): Record<string, string> {
  const pairs = list.split(separator).flatMap((pair) => {
    const [, key, value] = /^\s*([^=]+)=(.*)$/s.exec(pair) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unescape(value)] as const];
  });
  return Object.fromEntries(pairs);
}

const ESCAPES: Record<string, string> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };

function unescape(text: string): string {
  return text.replaceAll(/%(?:0D|0A|3A|2C|25)/g, (code) => ESCAPES[code] ?? code);
}

const PREFIXES: Record<string, string> = {
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
  group: '▼ ',
};

function shownAs(command: WorkflowCommand): string[] {
  const prefix = PREFIXES[command.name];
  return prefix === undefined ? [] : [prefix + command.message];
}
