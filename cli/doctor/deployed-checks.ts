import { reportModeWarning } from '../../src/edge/log/report-mode.ts'
import { INVOKE } from '../invocation.ts'
import type { Check } from './check.ts'
import type { Answer, Visit } from './visit.ts'

const ofWorker = ({ health, unsigned, signed }: Visit): readonly Answer[] => [
  health,
  unsigned,
  ...(signed ? [signed] : []),
]

const isOk = ({ status = 0 }: Answer) => status >= 200 && status < 400

const OTHER_HOST = 'ERR_TLS_CERT_ALTNAME_INVALID'

/** Returns the error code of the first request that had no answer. */
const errorOf = (visit: Visit) => ofWorker(visit).find(({ error }) => error !== undefined)?.error

function wrongCertificate(visit: Visit): readonly string[] {
  return errorOf(visit) === OTHER_HOST
    ? [`${new URL(visit.health.url).host} has a certificate of another host`]
    : []
}

function unreachable(visit: Visit): readonly string[] {
  const error = errorOf(visit)
  const { origin } = new URL(visit.health.url)
  return error === undefined || error === OTHER_HOST ? [] : [`${origin} does not answer: ${error}`]
}

function unhealthy({ health: { url, status } }: Visit): readonly string[] {
  return status === undefined || status === 200 ? [] : [`${url} answers ${status}, not 200`]
}

function openPath({ unsigned, reporting }: Visit): readonly string[] {
  return isOk(unsigned) && reporting === undefined
    ? [`${unsigned.url} answers ${unsigned.status} without a token`]
    : []
}

function otherServer({ unsigned, reporting }: Visit): readonly string[] {
  const { url, status } = unsigned
  return status === undefined || isOk(unsigned) || status === 403 || reporting !== undefined
    ? []
    : [`${url} answers ${status} without a token, where Signet answers 403`]
}

function refusedImage({ signed }: Visit): readonly string[] {
  return signed?.status === undefined || signed.status === 200
    ? []
    : [`${signed.url.replace(/([?&]token=)[^&]*/, '$1…')} answers ${signed.status}, not 200`]
}

function namedOriginal(visit: Visit): readonly string[] {
  const named = ofWorker(visit).flatMap(({ url, canonical }) => {
    const target = canonical === undefined ? null : URL.parse(canonical, url)
    return target && target.host !== new URL(url).host ? [target.href] : []
  })
  return [...new Set(named)].map((target) => `the header Link names ${target} as canonical`)
}

function cachedRefusal({ unsigned: { url, cacheStatus } }: Visit): readonly string[] {
  return cacheStatus === undefined
    ? []
    : [`${url} passed a cache of Cloudflare: cf-cache-status ${cacheStatus}`]
}

function openOrigin({ origin }: Visit): readonly string[] {
  return origin && isOk(origin) ? [`${origin.url} answers ${origin.status} without a token`] : []
}

/** Checks of a deployed Worker. They judge its answers to requests. */
export const DEPLOYED_CHECKS: readonly Check<Visit>[] = [
  {
    name: 'certificate',
    severity: 'error',
    about: 'a certificate of another host',
    mend: 'Make the name a custom domain of the Worker, and wait for its certificate.',
    find: wrongCertificate,
  },
  {
    name: 'reach',
    severity: 'error',
    about: 'no answer: no DNS record, another invalid certificate, a timeout',
    mend: 'Check the DNS record and the certificate of the host.',
    find: unreachable,
  },
  {
    name: 'health',
    severity: 'error',
    about: '`/health` is not 200',
    mend: 'If it is 500, the log names the fault. If it is 404, no route of the Worker covers /health.',
    find: unhealthy,
  },
  {
    name: 'unsigned',
    severity: 'error',
    about: 'a path answers without a token',
    mend: 'Check for a cache, a rule or another Worker in front of Signet.',
    find: openPath,
  },
  {
    name: 'signed',
    severity: 'error',
    about: 'the given URL has a token, but its answer is not 200',
    mend: `Run ${INVOKE.run('verify')} with the URL to see which rule refuses it.`,
    find: refusedImage,
  },
  {
    name: 'canonical',
    severity: 'error',
    about: 'a header `Link` that names another host as canonical, such as that of the original',
    mend: 'Signet does not send this header: turn it off in the CDN or the rule that adds it.',
    find: namedOriginal,
  },
  {
    name: 'report',
    severity: 'warning',
    about: 'a path in a zone in report mode: every URL of it answers without a token',
    mend: 'Set mode = "enforce" as soon as the log has no line with unsigned.',
    find: ({ reporting }) => (reporting === undefined ? [] : [reportModeWarning(reporting)]),
  },
  {
    name: 'server',
    severity: 'warning',
    about: 'a path without a token has another answer than 403',
    mend: 'Check that the route leads to Signet and that a zone serves the path.',
    find: otherServer,
  },
  {
    name: 'front',
    severity: 'warning',
    about: 'a refusal with `cf-cache-status`: a cache of the platform may answer before Signet verifies',
    mend: 'Check that [cache] is off, and that no entrypoint except Render has a cache.',
    find: cachedRefusal,
  },
  {
    name: 'origin',
    severity: 'warning',
    about: 'an original that its origin delivers without a token',
    mend: 'Let the origin refuse requests that do not come from Signet, or put the originals into R2.',
    find: openOrigin,
  },
]
