/**
 * In which order jest takes the files: among those that mostly wait, two of the end-to-end lane follow each one of the faults,
 * which run several bundles at once; what only calculates comes last and fills the processors to the end.
 */
import Sequencer from '@jest/test-sequencer';

/** The longest of each lane, the longest first. */
const longest = [
  ...['kill', 'faults-images', 'faults-wire', 'faults-calls', 'faults-cancel', 'faults-sessions'],
  ...['secrets', 'wait-times', 'demo', 'retention-when', 'sign-in'],
  ...['waiting', 'not-found', 'vanished', 'wait-ends', 'selection', 'laws'],
];

function rank({ path }) {
  const at = longest.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return at < 0 ? longest.length : at;
}

function byLength(one, other) {
  return rank(one) - rank(other) || one.path.localeCompare(other.path);
}

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const lanes = Map.groupBy([...tests].sort(byLength), ({ context }) => context.config.displayName?.name);
    const faults = lanes.get('faults') ?? [];
    const ends = lanes.get('e2e') ?? [];
    const rounds = Array.from({ length: Math.max(faults.length, Math.ceil(ends.length / 2)) }, (_, at) => [
      ...faults.slice(at, at + 1),
      ...ends.slice(2 * at, 2 * at + 2),
    ]);
    return [...rounds.flat(), ...(lanes.get('unit') ?? []), ...(lanes.get('pages') ?? [])];
  }
}
