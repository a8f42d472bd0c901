import { parseInteger } from '../source/header-values.ts'
import { type Derivative, isProcessed } from './derivative.ts'
import { formatInfo, parseInfo } from './info.ts'
import { instanceOf, sourceOf, sourceTag } from './key.ts'

const META = {
  until: 'signet-until',
  checked: 'signet-checked',
  made: 'signet-made',
  validators: 'signet-validators',
  processed: 'signet-processed',
  info: 'signet-info',
}

/**
 * Returns the headers with which a platform cache stores a derivative. They contain all the
 * derivative's fields except its body.
 * @param control `Cache-Control` value for the platform's cache; clients do not receive it
 * @param tags tags by which the copy can be purged, besides the tag of its original
 */
export async function formatStored(
  key: string,
  { length, type, etag, until, checked, made, validators, processed, info }: Omit<Derivative, 'body'>,
  control: string,
  tags: readonly string[],
): Promise<Headers> {
  return new Headers({
    'content-type': type,
    ...(length !== undefined && { 'content-length': String(length) }),
    ...(etag !== undefined && { etag }),
    'cache-control': control,
    'cache-tag': [await sourceTag(sourceOf(key), instanceOf(key)), ...tags].join(),
    [META.until]: String(until),
    [META.checked]: String(checked),
    [META.made]: String(made),
    [META.validators]: validators,
    [META.processed]: String(processed),
    [META.info]: formatInfo(info),
  })
}

/**
 * Parses a stored derivative. It is the inverse of `formatStored`. Returns `undefined` if a
 * response has no body.
 */
export function parseStored({ headers, body }: Pick<Response, 'headers' | 'body'>): Derivative | undefined {
  if (!body) return undefined
  const processed = Number(headers.get(META.processed))
  return {
    body,
    length: parseInteger(headers.get('content-length')),
    type: headers.get('content-type') ?? 'application/octet-stream',
    etag: headers.get('etag') ?? undefined,
    until: Number(headers.get(META.until)),
    checked: Number(headers.get(META.checked)),
    made: Number(headers.get(META.made)),
    validators: headers.get(META.validators) ?? '',
    processed: isProcessed(processed) ? processed : 0,
    info: parseInfo(headers.get(META.info)),
  }
}
