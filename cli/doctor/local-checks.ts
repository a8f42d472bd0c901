import { addressOf, PACKAGE } from '../../src/pages.ts'
import { START } from '../invocation.ts'
import { BINDING_CHECKS } from './bindings.ts'
import { CACHE_CHECKS } from './cache.ts'
import { bySeverity, type Check } from './check.ts'
import { COMPATIBILITY_CHECKS } from './compatibility.ts'
import { EMBEDDING_CHECKS } from './embedding.ts'
import { ENVIRONMENT_CHECKS } from './environments.ts'
import { faultyFields, misplacedFields, unknownTables } from './fields.ts'
import { KEY_CHECKS } from './keys.ts'
import {
  developmentSwitches,
  impossibleLimits,
  laxFetch,
  loggedPaths,
  loggedUrls,
  openAddresses,
  scarceLimits,
  scarceMemory,
  tooMuchMemory,
  unlistedHosts,
} from './platform.ts'
import { OPENED, REPORTING } from './report-checks.ts'
import { SECRET_CHECKS } from './secrets.ts'
import type { Setup } from './setup.ts'
import {
  endedSchemes,
  endlessSchemes,
  equalPrefixes,
  fontlessTexts,
  lateChecks,
  openOverlays,
  ownSources,
  refusedSources,
  sharedSources,
  unguardedSources,
  unknownMandatory,
} from './zones.ts'

/** Advice for projects that have a version of the package. */
const NEWER = PACKAGE ? ` Signet ${PACKAGE.version} may be too old for it: npm update ${PACKAGE.name}.` : ''

const CHECKS: readonly Check<Setup>[] = [
  {
    name: 'field',
    severity: 'error',
    about: 'an unknown, misspelt, missing or malformed field',
    mend: `Correct it: ${addressOf('docs/README.md')} names the page that lists all fields.${NEWER}`,
    find: faultyFields,
  },
  {
    name: 'place',
    severity: 'error',
    about: 'a field of wrangler below a table, where it has no effect',
    mend: 'Move it to the top level of the file; in TOML, that is above the first table.',
    find: misplacedFields,
  },
  {
    name: 'prefix',
    severity: 'error',
    about: 'two zones with the same prefix',
    mend: 'Give each zone a prefix of its own.',
    find: equalPrefixes,
  },
  {
    name: 'source',
    severity: 'error',
    about: 'a binding that a zone names and nothing declares, or an origin that must not be fetched',
    mend: 'Declare the binding, or correct the source.',
    find: refusedSources,
  },
  {
    name: 'mandatory',
    severity: 'error',
    about: 'a mandatory preset that does not exist',
    mend: 'Define it under presets of the zone, or remove it from the list.',
    find: unknownMandatory,
  },
  OPENED,
  ...SECRET_CHECKS,
  {
    name: 'development',
    severity: 'error',
    about: '`ENVIRONMENT = "development"` or `DEV_ORIGIN` in `wrangler.toml`',
    mend: `Remove the line: ${START} sets it by itself.`,
    find: developmentSwitches,
  },
  {
    name: 'memory',
    severity: 'error',
    about: '`memory` of `[vars.limits]` above the memory of an isolate',
    mend: 'Remove the line: the default fits into an isolate.',
    find: tooMuchMemory,
  },
  {
    name: 'plan',
    severity: 'error',
    about: '`cpu_ms` or `subrequests` of `[limits]` above every plan',
    mend: 'Lower it, or remove the line: Cloudflare would refuse the deployment.',
    find: impossibleLimits,
  },
  {
    name: 'refused',
    severity: 'error',
    about: 'anything else for which the Worker would answer 500',
    mend: 'Correct it: until then, every route answers 500.',
    find: ({ refusal }) => (refusal === undefined ? [] : [refusal]),
  },
  {
    name: 'rejected',
    severity: 'error',
    about: 'anything else for which wrangler refuses the configuration file',
    mend: 'Correct it: until then, wrangler neither serves nor deploys the Worker.',
    find: ({ rejected }) => rejected,
  },
  ...KEY_CHECKS,
  {
    name: 'unguarded',
    severity: 'warning',
    about: 'a zone that serves originals of another without its mandatory presets',
    mend: 'Give the zones separate sources.',
    find: unguardedSources,
  },
  REPORTING,
  {
    name: 'code',
    severity: 'warning',
    about: 'a source that only code can define, or a misspelt one',
    mend: `Check its name, or read ${addressOf('docs/embedding.md')}.`,
    find: ownSources,
  },
  {
    name: 'legacy',
    severity: 'warning',
    about: 'tokens of other services, some of them MD5, accepted without `legacy_until`',
    mend: 'Set the last day of the move, such as legacy_until = "2027-03-01", after which they get 403.',
    find: endlessSchemes,
  },
  {
    name: 'overlays',
    severity: 'warning',
    about:
      'an overlay list that allows every image, as the default does, in a project with several zones, with policies or with encrypted paths',
    mend: 'List the folders of overlays, such as ["/brand/"], or [] for none.',
    find: openOverlays,
  },
  {
    name: 'font',
    severity: 'warning',
    about: 'a preset with a text that names no font, in a zone that names none',
    mend: 'Set font = "/fonts/NAME.ttf" in the zone, or olfont in the preset: its URLs get 400 until then.',
    find: fontlessTexts,
  },
  {
    name: 'address',
    severity: 'warning',
    about: 'workers.dev or previews open beside a route or a domain',
    mend: 'Set workers_dev = false and preview_urls = false above the first table.',
    find: openAddresses,
  },
  {
    name: 'hosts',
    severity: 'warning',
    about: 'a route whose host `hosts` does not list',
    mend: 'List each host under [vars].',
    find: unlistedHosts,
  },
  {
    name: 'fetch',
    severity: 'warning',
    about: 'an https origin without `global_fetch_strictly_public`',
    mend: 'Add the flag.',
    find: laxFetch,
  },
  {
    name: 'logs',
    severity: 'warning',
    about: "the platform's logs and traces with URLs and tokens",
    mend: `Set [observability] and the tables below it as shown in ${addressOf('docs/operations.md')}.`,
    find: loggedUrls,
  },
  {
    name: 'paths',
    severity: 'warning',
    about: '`log_paths = true` in `[vars.log]`',
    mend: 'Remove the line when you no longer need it: the log names each path by its hash.',
    find: loggedPaths,
  },
  {
    name: 'revalidate',
    severity: 'warning',
    about: '`max_age` below `revalidate`: images are stale before they would be checked',
    mend: 'Lower revalidate to max_age, or raise max_age.',
    find: lateChecks,
  },
  {
    name: 'room',
    severity: 'warning',
    about: '`memory` of `[vars.limits]` above the default',
    mend: 'Remove the line, or watch the log for isolates that exceed their memory.',
    find: scarceMemory,
  },
  {
    name: 'unread',
    severity: 'hint',
    about: 'a table of `[vars]` that this version of Signet does not read',
    mend: 'Nothing to do if it is one of your own. If it is from the documentation of Signet, upgrade Signet.',
    find: unknownTables,
  },
  {
    name: 'ended',
    severity: 'hint',
    about: 'a `legacy_until` in the past',
    mend: 'Set schemes = ["hmac"], and delete the secrets of the other services.',
    find: endedSchemes,
  },
  {
    name: 'shared',
    severity: 'hint',
    about: 'two zones over the same originals, such as one within another',
    mend: 'Each zone serves them by its own rules. Give the zones separate sources unless you want this.',
    find: sharedSources,
  },
  {
    name: 'limits',
    severity: 'hint',
    about: '`[limits]` too low for the largest images that `[vars.limits]` admits',
    mend: 'Raise it, or lower pixels and output_pixels.',
    find: scarceLimits,
  },
]

/** Checks on a project before its deployment. They only read the files in its directory. */
export const LOCAL_CHECKS: readonly Check<Setup>[] = bySeverity([
  ...CHECKS,
  ...COMPATIBILITY_CHECKS,
  ...EMBEDDING_CHECKS,
  ...BINDING_CHECKS,
  ...CACHE_CHECKS,
  ...ENVIRONMENT_CHECKS,
])
