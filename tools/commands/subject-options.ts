/** The options that choose alerts by host and target, as the glob of a route does (default: all). */
export const subjectOptions = {
  host: {
    type: 'string',
    requiresArg: true,
    describe: 'The hosts, by their names in collectd, with the wildcards *, ? and {a,b} [all]',
  },
  target: {
    type: 'string',
    requiresArg: true,
    describe: 'The targets, such as disk, or resources, such as disk-root, with the same wildcards [all]',
  },
} as const;
