import { pictureLayer } from '../../../src/edge/overlay/layer.ts'
import type { Source } from '../../../src/edge/source/source.ts'
import type { TransformOptions } from '../../../src/engine/options/transform-options.ts'
import type { Layer } from '../../../src/engine/overlay/layer.ts'
import { granted, type Overlay, openOverlay } from '../../../src/engine/overlay/overlay.ts'
import type { Job, Transformed } from '../../../src/engine/transform/job.ts'
import { transform } from '../../../src/engine/transform/transform.ts'
import { parseIntent } from '../../../src/signing/url/intent.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'
import { timing } from '../../../src/timing.ts'
import { admissionOf } from '../isolate/admission.ts'
import { LIMITS } from '../isolate/limits.ts'
import { asUrlLater } from './url-terms.ts'

/** Returns the intent of a query. */
export function intentOf(query: string): Omit<TransformOptions, 'mark'> {
  const intent = parseIntent(parseWire(`https://images.example/a${query && `?${query}`}`)) ?? {}
  const { mark, ...options } = intent
  if (mark !== undefined) throw new Error('a mark needs a key')
  return options
}

/** Returns a source that delivers a file. */
export function sourceOf(file: Uint8Array, given: Partial<Source> = {}): Source {
  const { body = new Blob([new Uint8Array(file)]).stream() } = given
  return { size: file.length, etag: undefined, maxAge: undefined, ...given, body }
}

interface Given extends Partial<Pick<Job, 'reopen' | 'admission' | 'limits' | 'signal'>> {
  readonly source?: Source
  readonly overlays?: readonly (Uint8Array | Overlay)[] | undefined
  /** Opened overlay layers. They replace those of `overlays`. */
  readonly layers?: readonly Layer[]
}

async function layerOf(overlay: Uint8Array | Overlay): Promise<Layer> {
  const opened = overlay instanceof Uint8Array ? await openOverlay(sourceOf(overlay), granted) : overlay
  return pictureLayer({ ...opened, etag: undefined, maxAge: undefined, since: 0 }, 'olurl')
}

/** Runs the complete image stage of the Worker on a file. */
export async function transformed(
  file: Uint8Array,
  wanted: string | TransformOptions,
  given: Given = {},
): Promise<Transformed> {
  const {
    source = sourceOf(file),
    reopen = async () => sourceOf(file),
    overlays = [],
    limits = LIMITS,
  } = given
  const own = admissionOf(limits)
  const job = {
    intent: typeof wanted === 'string' ? intentOf(wanted) : wanted,
    limits,
    admission: given.admission ?? own.admission,
    timing: timing(),
    signal: given.signal ?? new AbortController().signal,
    reopen,
    layers: given.layers ?? (await Promise.all(overlays.map(layerOf))),
  }
  return asUrlLater(transform(source, job))
}
