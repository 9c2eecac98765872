/** Says how far the images are while the step runs. */
import { setInterval } from 'node:timers';
import type { Aws } from '../test/emulator/aws.ts';

const EVERY_MS = 500;

/** Prints a line whenever AWS shows something new; the function returned ends that. */
export function tellProgress(aws: Aws): () => void {
  let told = '';
  let ended = false;
  const look = async () => {
    const { images } = await aws.state();
    const available = images.filter(({ state }) => state === 'available').length;
    const text = `  ${images.length} images asked for, ${available} available`;
    if (!ended && text !== told && images.length > 0) console.log(text);
    told = text;
  };
  const timer = setInterval(() => {
    // When the demo is interrupted, the emulator may be gone before the step is.
    look().catch(() => undefined);
  }, EVERY_MS);
  return () => {
    ended = true;
    clearInterval(timer);
  };
}
