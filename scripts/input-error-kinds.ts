/** The kinds of mistakes that docs/input-errors.md shows: of each kind some rows of the table, by heading and name. */
export const inputErrorKinds: Readonly<
  Record<string, readonly (readonly [heading: string, name: string])[]>
> = {
  'A typing mistake in a word or a key': [
    ['mode', 'a slip'],
    ['aws-region', 'a slip'],
    ['Unknown keys of a target', 'a slip'],
    ['EC2 filters', 'a slip'],
    ['retention', 'a slip in a word'],
    ['name', 'an underscore'],
  ],
  'A value in another form': [
    ['role-to-assume', 'a name instead of an ARN'],
    ['role-to-assume', 'the ARN of a session'],
    ['An item of targets', 'a lost zero'],
    ['An item of targets', 'dashes'],
    ['instances and exclude', 'a name'],
    ['exclude-volumes', 'no slash in front'],
    ['copy-tags and no-reboot', 'yes'],
    ['Durations: adopt-within and wait-timeout', 'no unit'],
    ['shard', '2 of 5'],
  ],
  'A value that is too large, too small or too long': [
    ['role-duration-seconds', 'too much'],
    ['name', '129 characters'],
    ['max-prunes, gone-after and loose-after', 'snapshots that are deleted at once'],
    ['targets or targets-file', 'a file over 1 MiB'],
  ],
  'Something is missing': [
    ['aws-region', 'no region anywhere'],
    ['targets or targets-file', 'neither'],
    ['targets or targets-file', 'a file that is not there'],
    ['role and target-role', 'none'],
    ['max-age, which mode check needs', 'not given'],
    ['retention', 'no series'],
    ['retention', 'nothing is kept'],
  ],
  'Two values that do not go together': [
    ['role-to-assume', 'a role of another partition'],
    ['allowed-account-ids', 'a target that is not in it'],
    ['Targets that repeat each other', 'the same id twice'],
    ['account', 'another one than that of the role'],
    ['shard', 'with ids that may be in any target'],
  ],
  Lists: [
    ['An item of targets', 'two ids without a comma'],
    ['regions', 'one twice'],
    ['allowed-account-ids', 'an empty list'],
    ['instances and exclude', 'a comment in a text of a file'],
  ],
  'EC2 filters and tags': [
    ['EC2 filters', 'a tag without tag:'],
    ['EC2 filters', 'dashes in front'],
    ['tags', 'a text'],
    ['tags', 'the prefix of AWS'],
  ],
  YAML: [
    ['YAML: indentation', 'a tab in front of an item'],
    ['YAML: indentation', 'a key too far right'],
    ['An item of targets', 'no space behind the dash'],
    ['YAML: what does not end, or comes twice', 'a double quote'],
    ['YAML: what does not end, or comes twice', 'a key twice'],
    ['YAML: texts that need quotes', 'a colon'],
    ['YAML: texts that need quotes', 'a star alone'],
    ['YAML: texts that need quotes', 'a variable in braces'],
    ['YAML: what is refused', 'nine levels'],
  ],
  'What a file or a copied text can hold': [
    ['An item of targets', 'an expression in a file'],
    ['Characters that do not show', 'a zero-width space in an id'],
  ],
  'Several mistakes at once': [['Several mistakes at once', 'in inputs']],
};
