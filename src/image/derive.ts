import type { Derivative } from '../cache/derivative.ts'
import { contentTag, derivedTag } from '../cache/etag.ts'
import type { RequestedOverlay } from '../source/overlay.ts'
import type { OpenSource, Source } from '../source/source.ts'
import { formatValidators } from '../source/validators.ts'
import type { Intent } from '../url/intent.ts'
import type { TransformContext } from './context.ts'
import { original } from './original.ts'
import { type CachedOverlay, overlayCache } from './overlay/cache.ts'
import { openOverlay } from './overlay/overlay.ts'
import { transform } from './transform.ts'

/** An authorized request for a derivative. */
export interface DerivativeRequest {
  readonly open: OpenSource
  readonly overlays: readonly RequestedOverlay[]
  readonly path: string
  readonly key: string
  readonly intent: Intent | undefined
  /** Unix time in seconds. */
  readonly now: number
  /** Seconds that the zone keeps a source without cache headers. */
  readonly maxAge: number
}

const overlays = overlayCache()

/** Bytes of the drawn overlays in this isolate's cache. */
export const overlayBytes = overlays.bytes

/** Drops what this isolate knows of an overlay. */
export const forgetOverlay = overlays.forget

/** What a derivative is made with, besides its sources. */
export type DeriveContext = Omit<TransformContext, 'reopen' | 'overlay'>

/**
 * Fetches the source and makes the derivative of it.
 * @param opened the source, if it has been opened already
 */
export async function derive(
  request: DerivativeRequest,
  context: DeriveContext,
  opened?: Source,
): Promise<Derivative> {
  const { intent, key, now } = request
  const { source, overlay, reopen } = await openSources(request, context, opened)

  const output = intent
    ? await transform(source, intent, { ...context, reopen, overlay })
    : await original(source, context)

  const sources = [source, ...(overlay ? [overlay] : [])]
  const tags = sources.map(({ etag }) => etag)
  const bytes = output.body instanceof Uint8Array ? output.body : undefined
  const etag = (await derivedTag(tags, key)) ?? (bytes && (await contentTag(bytes)))
  const ages = sources.map(({ maxAge }) => maxAge ?? request.maxAge)
  return {
    ...output,
    etag,
    until: now + Math.min(...ages),
    checked: Math.min(now, overlay?.since ?? now),
    made: now,
    validators: formatValidators(sources),
  }
}

/** The opened source, and the overlay if the intent has one. */
export interface OpenedSources extends Pick<TransformContext, 'reopen'> {
  readonly source: Source
  readonly overlay: CachedOverlay | undefined
}

/** Opens the source and the overlay of a request. */
export async function openSources(
  request: Pick<DerivativeRequest, 'open' | 'overlays' | 'path' | 'now'>,
  { timing, signal, admission }: Pick<DeriveContext, 'timing' | 'signal' | 'admission'>,
  opened?: Source,
): Promise<OpenedSources> {
  const { overlays: requested, now } = request
  const overlayFile = requested[0]?.files[0]
  const reopen = () => timing.stage('source', () => request.open(request.path, signal))
  const openingOverlay =
    overlayFile &&
    overlays.open(
      overlayFile.name,
      async (acquireMore) => openOverlay(await overlayFile.open(signal), acquireMore),
      now,
      (bytes, read) => admission.admit({ bytes }, read),
    )
  const [source, overlay] = await openBoth(opened ? Promise.resolve(opened) : reopen(), openingOverlay)
  return { source, overlay, reopen }
}

/** If one fails, the error is thrown at once, and the other is cancelled when it opens. */
async function openBoth(
  source: Promise<Source>,
  overlay: Promise<CachedOverlay> | undefined,
): Promise<readonly [Source, CachedOverlay | undefined]> {
  try {
    return await Promise.all([source, overlay])
  } catch (error) {
    const ignore = () => undefined
    source.then(({ body }) => body.cancel()).catch(ignore)
    overlay?.then((opened) => opened.cancel()).catch(ignore)
    throw error
  }
}
