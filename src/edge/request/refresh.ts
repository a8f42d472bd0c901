import { PIECE } from '../../engine/bytes/body-reader.ts'
import { byteSource } from '../../engine/bytes/byte-source.ts'
import { Failure } from '../../errors.ts'
import type { Derivative } from '../cache/derivative.ts'
import type { StaleEntry } from '../cache/obtain.ts'
import { ownBytes } from '../isolate/own-bytes.ts'
import { forgetOverlays } from '../overlay/layers.ts'
import { filesOf } from '../source/overlay.ts'
import type { Source } from '../source/source.ts'
import { parseValidators } from '../source/validators.ts'
import { type DerivativeRequest, type DeriveContext, derive } from './derive.ts'

/**
 * Revalidates a derivative: asks its sources whether their files have changed. If no file has
 * changed, the cached bytes are stored with a new time. If a file has changed, the derivative is
 * made again from the answer that contains it.
 * @throws Failure like `derive`
 */
export async function refresh(
  request: DerivativeRequest,
  { entry, read }: StaleEntry,
  context: DeriveContext,
): Promise<Derivative> {
  const { scope, overlays, intent, now } = request
  const sources = await openIfChanged(request, entry, context)
  if (sources.length > 0 && sources.every(({ unchanged }) => unchanged)) {
    const lifetime = Math.min(...sources.map(({ maxAge }) => maxAge ?? entry.until - entry.checked))
    const old = await read()
    const body = old?.validators === entry.validators ? await bodyToKeep(old, context) : undefined
    const until = Math.min(now + lifetime, intent?.until ?? Number.POSITIVE_INFINITY)
    if (old && body) return { ...old, body, checked: now, until }
  }
  const [source] = sources
  forgetOverlays(overlays, scope)
  return derive(request, context, source?.unchanged ? undefined : source)
}

/**
 * Opens the original and the overlay files with the validators of a cached derivative. A source
 * whose file is unchanged sends no body.
 * @returns the opened original, followed by the overlay files. The list is empty if one file lacks
 *   validators.
 */
async function openIfChanged(
  { open, path, overlays }: DerivativeRequest,
  { validators }: StaleEntry['entry'],
  { signal, timing }: DeriveContext,
): Promise<readonly Source[]> {
  const files = filesOf(overlays)
  const [known, ...knownFiles] = parseValidators(validators)
  if (!known || knownFiles.length !== files.length) return []
  const opening = [
    timing.stage('source', () => open(path, signal, known)),
    ...files.map((file, index) => file.open(signal, knownFiles[index]).then(withoutBody)),
  ]
  try {
    return await Promise.all(opening)
  } catch (error) {
    for (const each of opening) each.then(({ body }) => body.cancel()).catch(() => undefined)
    throw error
  }
}

/**
 * Cancels the body of an overlay. An overlay that has changed is opened again later, and an unread
 * body would hold a connection until then.
 */
function withoutBody(source: Source): Source {
  source.body.cancel().catch(() => undefined)
  return source
}

/**
 * Returns the bytes of a cached derivative, so that it can be stored with a later time. If there is
 * no memory for the bytes, returns its stream, which can be served but not stored. Returns
 * `undefined` if the cache cannot deliver the bytes.
 */
async function bodyToKeep(
  { body, length }: Derivative,
  { admission, limits, memory }: DeriveContext,
): Promise<Derivative['body'] | undefined> {
  if (body instanceof Uint8Array) return body
  const lease = length === undefined ? undefined : admission.leaseToSend(length)
  if (!lease) return body
  const source = { body, size: length, etag: undefined }
  try {
    const bytes = await byteSource(source, limits.bytes, PIECE, admission.own).readAll()
    ownBytes(bytes, memory)
    return bytes
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  } finally {
    lease.release()
  }
}
