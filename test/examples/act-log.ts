/** What act says with `--json`, a line for each message, told by jobs. */

export interface Job {
  /** As in the workflow; each part of a matrix is a job of its own. */
  readonly id: string;
  readonly matrix: Readonly<Record<string, unknown>>;
  readonly result: string | undefined;
  /** Of all its steps; a later step wins. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
  /** When its first and its last message came, in ms since 1970. */
  readonly begun: number;
  readonly ended: number;
}

/** The keys that count, of many more. */
interface Message {
  readonly job?: string;
  readonly jobID?: string;
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly jobResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly msg: string;
  readonly raw_output?: boolean;
  readonly time: string;
}

/** In the order in which they begin. */
export function jobsOf(log: string): Job[] {
  const messages = log.split('\n').filter((line) => line.startsWith('{'));
  const read = messages.map((line) => JSON.parse(line) as Message).filter(({ job }) => job !== undefined);
  return [...Map.groupBy(read, ({ job }) => job).values()].map(jobOf);
}

function jobOf(messages: readonly Message[]): Job {
  const times = messages.map(({ time }) => Date.parse(time));
  const said = (part: keyof Message) => messages.flatMap((message) => message[part] ?? []);
  return {
    id: String(said('jobID')[0]),
    matrix: messages[0]?.matrix ?? {},
    result: messages.findLast(({ jobResult }) => jobResult !== undefined)?.jobResult,
    outputs: Object.fromEntries(
      messages
        .filter(({ command }) => command === 'set-output')
        .map(({ name = '', arg = '' }) => [name, arg]),
    ),
    summary: said('content').join('\n'),
    log: messages
      .filter(({ raw_output }) => raw_output)
      .map(({ msg }) => msg)
      .join(''),
    begun: Math.min(...times),
    ended: Math.max(...times),
  };
}
