import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { addressOf, type HttpRules, httpSource } from './http.ts'
import { type R2Rules, r2Source } from './r2.ts'
import type { OpenSource } from './source.ts'

/** A zone's source, ready to be read. */
export interface Opened {
  /**
   * Names the image at a path in cache keys, by what is read for it: the same bytes under two zones are kept once, and no
   * others under their name. Throws `Failure` not-found like `open`.
   */
  readonly nameOf: (path: string) => string
  /** Host or bucket. */
  readonly host: string
  readonly open: OpenSource
}

/** Of the configured limits, those of a source. */
export function sourceLimits({ bytes, timeout, total_timeout }: Limits): R2Rules {
  return { maxBytes: bytes, timeout, totalTimeout: total_timeout }
}

function isBucket(binding: unknown): binding is R2Bucket {
  return typeof binding === 'object' && binding !== null && 'get' in binding && 'head' in binding
}

/**
 * Finds what a zone's `source` names: a bucket binding or an HTTPS origin.
 * @param text `r2:BINDING`, `r2:BINDING/prefix/` or `https://host/path/`
 * @throws Failure misconfigured: no such binding, an origin that may not be fetched
 */
export function openZone(text: string, env: Readonly<Record<string, unknown>>, rules: HttpRules): Opened {
  const [, name, prefix = ''] = /^r2:(\w+)\/?(.*)$/.exec(text) ?? []
  if (name === undefined) {
    const base = new URL(text)
    const open = httpSource(base, rules)
    return { nameOf: (path) => addressOf(base, path).href, host: base.host, open }
  }
  const bucket = env[name]
  if (!isBucket(bucket)) throw new Failure('misconfigured', undefined, `no R2 binding is named ${name}`)
  const open = r2Source(bucket, prefix, rules)
  return { nameOf: (path) => `r2:${name}/${prefix}${path}`, host: `r2:${name}`, open }
}
