/** How old the newest image of an instance is. */

import type { Image } from './image.ts';

export type Freshness =
  | { readonly kind: 'fresh' | 'too old'; readonly image: Image }
  /** `because`: why those images that there are do not count. */
  | { readonly kind: 'no image'; readonly because?: string }
  /** The instance itself is younger than its image has to be. */
  | { readonly kind: 'too new' };
