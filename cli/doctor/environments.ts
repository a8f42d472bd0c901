import { environmentsOf, NOT_INHERITED } from '../raw-configuration.ts'
import type { Check } from './check.ts'
import type { Setup } from './setup.ts'

/** Finds environments that lack top-level fields which wrangler does not inherit. */
function lackingEnvironments({ wholeFile }: Setup): readonly string[] {
  const needed = NOT_INHERITED.filter((field) => field in wholeFile)
  return Object.entries(environmentsOf(wholeFile)).flatMap(([name, table]) => {
    const missing = needed.filter((field) => !(field in table))
    return missing.length > 0 ? [`env.${name} has no ${missing.join(', ')}, and inherits none`] : []
  })
}

/** Checks on configuration files and their environments. */
export const ENVIRONMENT_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'env',
    severity: 'warning',
    about:
      'an environment without `vars`, `secrets` or bindings that the top level has: wrangler inherits none of them',
    mend: 'Repeat them below the environment, and check it with doctor --env NAME.',
    find: lackingEnvironments,
  },
  {
    name: 'files',
    severity: 'warning',
    about: 'a second configuration file beside the first, which wrangler ignores',
    mend: 'Remove one of them, or choose the file with --config.',
    find: ({ ignored, shown }) => ignored.map((name) => `${name} is ignored, because ${shown} is read`),
  },
]
