/** What a fake EC2 matches. */
import type { Image, Instance, Tag } from '../../../src/model/image.ts';
import type { Filter, Selector } from '../../../src/model/target.ts';

export function matches(selector: Selector, instance: Instance): boolean {
  if (selector.kind === 'all') return true;
  if (selector.kind === 'ids') return selector.ids.includes(instance.id);
  return selector.filters.every((filter) => matchesFilter(filter, instance));
}

/** The filters that the tests use: `tag:KEY` and `instance-state-name`. */
function matchesFilter({ name, values }: Filter, { tags, state }: Instance): boolean {
  if (name === 'instance-state-name') return values.includes(state);
  return tags.some(({ key, value }) => name === `tag:${key}` && values.includes(value));
}

/** What a look-up of instances is about, for the record. */
export function aboutSelector(selector: Selector): string {
  return selector.kind === 'ids' ? selector.ids.join() : selector.kind;
}

/** The value of one of our tags. */
export function ourTagOf({ tags }: { readonly tags: readonly Tag[] }, name: string): string | undefined {
  return tags.find(({ key }) => key === `cross-account-ami:${name}`)?.value;
}

export function isOurs(item: { readonly tags: readonly Tag[] }): boolean {
  return ourTagOf(item, 'run-key') !== undefined;
}

export function usersOf(snapshot: string, images: readonly Image[]): string[] {
  return images.filter(({ snapshots }) => snapshots.includes(snapshot)).map(({ id }) => id);
}
