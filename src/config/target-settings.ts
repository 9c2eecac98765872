/** Values of the keys of a target -> its settings, with what holds where nothing is said. Pure. */
import type { Target, Template } from '../model/target.ts';
import type { SharedValues } from './targets.ts';

export function skipOf({
  'skip-if-newer-than': skipIfNewerThan,
}: SharedValues): Pick<Target, 'skipIfNewerThan'> {
  return skipIfNewerThan === undefined ? {} : { skipIfNewerThan };
}

export function retentionOf(settings: SharedValues): Pick<Target, 'retention'> {
  const { retention: policy, 'max-prunes': maxPrunes = 3 } = settings;
  const { 'gone-after': goneAfter, 'loose-after': looseAfter } = settings;
  if (policy === undefined) return {};
  const gone = goneAfter === undefined ? {} : { goneAfter };
  const loose = looseAfter === undefined ? {} : { looseAfter };
  return { retention: { policy, maxPrunes, ...gone, ...loose } };
}

export function imageSettings(settings: SharedValues): Target['images'] {
  const template = (value: Template | undefined): Template => value ?? [];
  return {
    name: template(settings.name),
    description: template(settings.description),
    tags: new Map(Object.entries(settings.tags ?? {})),
    copyTags: settings['copy-tags'] ?? true,
    noReboot: settings['no-reboot'] ?? true,
    maxReboots: settings['max-reboots'] ?? 1,
    excludeVolumes: settings['exclude-volumes'] ?? [],
    series: settings.series ?? 'default',
  };
}
