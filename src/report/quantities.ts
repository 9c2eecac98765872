/** Numbers and times in words. Pure. */

/** `1 image`, `2 images`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `45 min`, `3 h`, `2 d 4 h`: rounded down. */
export function ageText(milliseconds: number): string {
  const minutes = Math.max(Math.floor(milliseconds / 60_000), 0);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `45 s`, `1 min 5 s`, `2 h 3 min`. */
export function timeText(milliseconds: number): string {
  const seconds = Math.max(Math.round(milliseconds / 1000), 0);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** `2026-11-24 02:17`, in UTC. */
export function minuteText(milliseconds: number): string {
  return isoTime(milliseconds).slice(0, 16).replace('T', ' ');
}
