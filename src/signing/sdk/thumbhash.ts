import { thumbHashToDataURL } from 'thumbhash'
import { Failure } from '../../errors.ts'

/**
 * Converts a ThumbHash to a `data:image/png` URI of about 3 KB, for `placeholder`. It needs the
 * package `thumbhash`.
 *
 * @param hash base64, as in the answer to `output=json`
 * @throws Failure bad-parameter
 * @example thumbHashDataUri('1QcSHQRnh493V4dIh4eXh1h4kJUI')
 */
export function thumbHashDataUri(hash: string): string {
  const whole = /^(?:[A-Za-z0-9+/]{4}){2,12}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
  if (!whole.test(hash))
    throw new Failure('bad-parameter', `a ThumbHash is about 25 bytes in base64, got ${hash}`)
  return thumbHashToDataURL(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)))
}
