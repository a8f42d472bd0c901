import type { TransformOptions } from '../../engine/options/transform-options.ts'
import type { Job, JobContext } from '../../engine/transform/job.ts'
import { transform } from '../../engine/transform/transform.ts'
import type { IsolateMemory } from '../../isolate/admission.ts'
import { inUrlTerms } from '../../signing/url/failure-text.ts'
import type { Derivative } from '../cache/derivative.ts'
import { contentTag, derivedTag } from '../cache/stored-tag.ts'
import { ownBytes } from '../isolate/own-bytes.ts'
import type { SourcedLayer } from '../overlay/layer.ts'
import { factsOf, openLayers } from '../overlay/layers.ts'
import type { RequestedOverlay } from '../source/overlay.ts'
import type { OpenSource, Source } from '../source/source.ts'
import { formatValidators } from '../source/validators.ts'
import { original } from './original.ts'

/** Image to obtain for an authorized request: its sources, options and cache key. */
export interface DerivativeRequest {
  /** The instance's `scope`, which keeps its cached overlays apart from those of others. */
  readonly scope?: string
  readonly open: OpenSource
  readonly overlays: readonly RequestedOverlay[]
  readonly path: string
  readonly key: string
  readonly intent: TransformOptions | undefined
  /** Request time as Unix time in seconds. */
  readonly now: number
  /** Seconds for which an original without cache headers stays fresh: the zone's `max_age`. */
  readonly maxAge: number
}

/** Services and limits for making a derivative. `derive` adds the opened sources. */
export interface DeriveContext extends JobContext {
  readonly memory: IsolateMemory
}

/**
 * Fetches the original and makes the derivative.
 * @param opened the original, if the caller has already opened it
 * @throws Failure whose detail names URL parameters
 */
export async function derive(
  request: DerivativeRequest,
  context: DeriveContext,
  opened?: Source,
): Promise<Derivative> {
  try {
    return await made(request, context, opened)
  } catch (error) {
    throw inUrlTerms(error)
  }
}

async function made(
  request: DerivativeRequest,
  context: DeriveContext,
  opened?: Source,
): Promise<Derivative> {
  const { intent, key, now } = request
  const { source, layers, reopen } = await openSources(request, context, opened)

  const output = intent
    ? await transform(source, { ...context, intent, reopen, layers })
    : await original(source, context)

  const facts = factsOf(request.overlays, layers)
  const sources = [source, ...facts]
  const tags = sources.map(({ etag }) => etag)
  const bytes = output.body instanceof Uint8Array ? output.body : undefined
  if (bytes) ownBytes(bytes, context.memory)
  const etag = (await derivedTag(tags, key)) ?? (bytes && (await contentTag(bytes)))
  const ages = sources.map(({ maxAge }) => maxAge ?? request.maxAge)
  return {
    ...output,
    etag,
    until: Math.min(now + Math.min(...ages), intent?.until ?? Number.POSITIVE_INFINITY),
    checked: Math.min(now, ...facts.map(({ since }) => since)),
    made: now,
    validators: formatValidators(sources),
  }
}

/** Opened original, and the opened overlays of a request. */
export interface OpenedSources extends Pick<Job, 'reopen'> {
  readonly layers: readonly SourcedLayer[]
  readonly source: Source
}

/** Opens the original and the overlays of a request. */
export async function openSources(
  request: Pick<DerivativeRequest, 'scope' | 'open' | 'overlays' | 'path' | 'now'>,
  context: JobContext,
  opened?: Source,
): Promise<OpenedSources> {
  const { scope, overlays, now } = request
  const { timing, signal } = context
  const reopen = () => timing.stage('source', () => request.open(request.path, signal))
  const opening = opened ? Promise.resolve(opened) : reopen()
  const [source, layers] = await openBoth(opening, openLayers(overlays, now, context, scope))
  return { source, layers, reopen }
}

/**
 * Waits for the original and the overlays. If one of them cannot be opened, throws its error at
 * once. What the other opens later is cancelled.
 */
async function openBoth(
  source: Promise<Source>,
  layers: Promise<readonly SourcedLayer[]>,
): Promise<readonly [Source, readonly SourcedLayer[]]> {
  try {
    return await Promise.all([source, layers])
  } catch (error) {
    const ignore = () => undefined
    source.then(({ body }) => body.cancel()).catch(ignore)
    layers.then((opened) => opened.forEach(({ cancel }) => void cancel())).catch(ignore)
    throw error
  }
}
