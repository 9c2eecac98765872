/** What snapshots take and cost, at most: one stores only what has changed since the one before. Pure. */

/** `480 GiB`, and what it costs a month where the user has given a price. */
export function storageText(sizeGiB: number, price: number | undefined): string {
  const size = `${sizeGiB} GiB`;
  if (price === undefined || sizeGiB === 0) return size;
  return `${size} (${(sizeGiB * price).toFixed(2)} a month at ${price} for each GiB)`;
}
