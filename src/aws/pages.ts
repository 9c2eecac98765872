/** What AWS answers in pages: where the list changes between two of them, an item may stand on both. */

/** Each item once, as it was shown last. */
export function withoutRepeats<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

export function idOf({ id }: { readonly id: string }): string {
  return id;
}
