import { Failure } from '../../src/errors.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { attempt } from '../attempt.ts'
import { respellTarget } from '../target.ts'
import type { Broken } from './mend.ts'

/**
 * A URL, parsed if possible. If only the canonical spelling can be parsed, `url` is that spelling
 * and `respelt` is `true`.
 */
export interface Spelt extends Pick<Broken, 'wire' | 'respelt'> {
  readonly url: string
}

/** Parses a URL. If this fails, parses its canonical spelling instead. */
export async function readUrl(url: string): Promise<Spelt> {
  const wire = await attempt(() => parseWire(url))
  if (!(wire instanceof Failure)) return { url, wire, respelt: false }
  const [, origin = '', target = ''] = /^(https?:\/\/[^/?#]*)(.*)$/s.exec(url) ?? []
  const respelt = origin + respellTarget(target)
  const canonical = await attempt(() => parseWire(respelt))
  return canonical instanceof Failure
    ? { url, wire: undefined, respelt: false }
    : { url: respelt, wire: canonical, respelt: true }
}
