import { Failure } from '../src/errors.ts'
import { parseIntent } from '../src/signing/url/intent.ts'
import type { Wire } from '../src/signing/url/wire.ts'
import type { Checked } from './check/findings.ts'
import { refuse } from './command.ts'

/**
 * Returns a URL's requested image, as far as the URL itself says. Returns `undefined` for the
 * original, or the failure for a malformed query.
 */
function askedBy(wire: Wire): ReturnType<typeof parseIntent> | Failure {
  try {
    return parseIntent(wire)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

/** Returns `true` if no URL parameter processes the image, as far as the URL itself says. */
export const asksNothing = (wire: Wire): boolean => !wire.signed.has('preset') && askedBy(wire) === undefined

/**
 * Returns a warning for a URL with `widths` that has no size itself. Without `w`, which clients can
 * leave out, it delivers the full size.
 * @param checked result of the signed URL's check
 */
export function fullSizeWarning(wire: Wire, { facts }: Pick<Checked, 'facts'>): string | undefined {
  if (!wire.signed.has('widths') || wire.signed.has('preset')) return undefined
  const asked = facts.asked ?? askedBy(wire)
  if (asked === undefined || asked instanceof Failure) return undefined
  return asked.width === undefined && asked.height === undefined
    ? 'warning: anyone who leaves out w gets this image in full size: sign a width, too, as --widths does'
    : undefined
}

const isUnnamedOriginal = (wire: Wire): boolean => !wire.signed.has('original') && asksNothing(wire)

function examplesFor({ path }: Wire): string {
  const [, name = 'image'] = /([^/]+)$/.exec(path) ?? []
  return `'${name}?width=400' is a smaller image, '${name}?original=1' the original`
}

/**
 * Refuses a URL that would deliver the original without naming it, in a zone that does not serve
 * such a URL.
 * @param checked result of the signed URL's check
 * @throws Failure bad-parameter
 */
export function assertOriginalNamed(wire: Wire, { facts: { zone } }: Pick<Checked, 'facts'>): void {
  const isRefused = zone?.rules.originals === 'explicit' && zone.rules.mandatory.length === 0
  if (isRefused && isUnnamedOriginal(wire))
    refuse(
      `the URL has no parameter for the image, and zones.${zone.name} serves originals only for original=1: ${examplesFor(wire)}`,
    )
}

/**
 * Returns a warning for a URL that delivers the original without naming it. A path without
 * parameters is easily signed by mistake.
 * @param checked result of the signed URL's check
 */
export function originalWarning(wire: Wire, { facts }: Pick<Checked, 'facts'>): string | undefined {
  if (!isUnnamedOriginal(wire)) return undefined
  return 'asked' in facts && facts.asked !== undefined
    ? undefined
    : `warning: this URL delivers the original, in full size and with its metadata: ${examplesFor(wire)}`
}
