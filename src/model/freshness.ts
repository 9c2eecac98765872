/** How old the newest image of an instance is. */

import type { DatedImage } from './event.ts';

export type Freshness =
  | { readonly kind: 'fresh' | 'too old'; readonly image: DatedImage }
  /** `because`: why those images that there are do not count. */
  | { readonly kind: 'no image'; readonly because?: string }
  /** The instance itself is younger than its image has to be. */
  | { readonly kind: 'too new' };
