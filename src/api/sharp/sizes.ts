import { isPeeked } from '../../engine/bytes/byte-source.ts'
import { HEADER_READ, readHeader } from '../../engine/formats/read-header.ts'
import { isFocus } from '../../engine/options/areas.ts'
import { complete } from '../../engine/options/complete.ts'
import { overlaysOf } from '../../engine/options/layers.ts'
import type { TransformOptions } from '../../engine/options/transform-options.ts'
import type { Layer } from '../../engine/overlay/layer.ts'
import { turnOf, turnSize } from '../../engine/picture/orientation.ts'
import type { Size } from '../../engine/picture/size.ts'
import { analyzeOpened } from '../../engine/transform/analyze.ts'
import type { Job } from '../../engine/transform/job.ts'
import { openImage } from '../../engine/transform/open.ts'
import { headerOf, release } from '../../engine/transform/states.ts'
import { Failure } from '../../errors.ts'
import type { InputJob } from '../engine/job.ts'
import type { Draft } from './draft.ts'
import { refuse } from './refuse.ts'

const textOf = ({ width, height }: Size) => `${width}x${height}`

/**
 * Returns the upright picture's size, after `trim`. Reads the input's header, and with `trim` its
 * pixels. The input can be read from its start afterwards.
 */
async function sizeOf(job: InputJob): Promise<Size> {
  const { source } = job
  if (isPeeked(source)) {
    const probed = await readHeader(source.input, HEADER_READ)
    if (!probed) throw new Failure('internal', undefined, 'a long header was not held in memory')
    return turnSize(probed.header, turnOf(probed.header.orientation))
  }
  const { trim, page = 1 } = job.intent
  const sizing = { ...job, intent: complete(trim === undefined ? { page } : { trim, page }) }
  const image = await openImage(await job.reopen(), sizing)
  const header = headerOf(image)
  const size = turnSize(header, turnOf(header.orientation))
  if (trim === undefined) {
    release(image)
    return size
  }
  const { analysis } = await analyzeOpened(image, { trim, preview: false }, sizing)
  return analysis.trim ?? size
}

/**
 * Returns the size that `extract` keeps.
 * @throws Failure bad-parameter: sharp refuses an area that is not inside the picture
 */
function extracted(size: Size, crop: TransformOptions['crop']): Size {
  if (crop === undefined || crop === 'smart' || isFocus(crop)) return size
  const { x = 0, y = 0, width, height } = crop
  if (x + width > size.width || y + height > size.height)
    refuse(
      `extract(): bad extract area: ${textOf(crop)} at ${x},${y} is not inside the picture, which is ${textOf(size)}`,
    )
  return { width, height }
}

type Resize = Pick<TransformOptions, 'width' | 'height' | 'fit'>

/**
 * Returns both sides for a resize to one side. `contain` needs both only if the requested side is
 * longer.
 */
function bothSides(from: Size, { width, height }: Resize, fit: 'fill' | 'contain'): Resize {
  const isLonger = (width ?? 0) > from.width || (height ?? 0) > from.height
  if (fit === 'contain' && !isLonger) return {}
  return { width: width ?? from.width, height: height ?? from.height, fit }
}

/** Returns a box for `attention` without enlargement. sharp cuts the box to the picture. */
function withinPicture(from: Size, { width = from.width, height = from.height }: Resize): Resize {
  return { width: Math.min(width, from.width), height: Math.min(height, from.height) }
}

/**
 * Returns a job's options, completed with its input's size.
 * @throws Failure bad-parameter: the `extract` area is not inside the picture
 */
export async function sizedIntent(job: InputJob, { oneSided }: Draft): Promise<TransformOptions> {
  const { intent, source } = job
  const isSmart = intent.crop === 'smart'
  const needsSize = isSmart ? intent.enlarge === false : (intent.crop ?? oneSided) !== undefined
  if (!needsSize) return intent
  try {
    const size = extracted(await sizeOf(job), intent.crop)
    if (isSmart) return { ...intent, ...withinPicture(size, intent) }
    return oneSided === undefined ? intent : { ...intent, ...bothSides(size, intent, oneSided) }
  } catch (error) {
    if (!isPeeked(source)) source.body.cancel(error).catch(() => undefined)
    throw error
  }
}

/**
 * Returns the pictures that a job's `composite` draws. Opening one fails if sharp refuses its size,
 * or if the engine would move it.
 */
export function fittingLayers({ intent, layers }: Job): readonly Layer[] {
  const places = overlaysOf(intent)
  return layers.map((layer, index) => {
    const { x = 0, y = 0 } = places[index] ?? {}
    async function open(drawable: Size, output = drawable) {
      const overlay = await layer.open(drawable, output)
      const { width, height } = overlay.size
      const name = `composite(): picture ${index + 1} (${textOf(overlay.size)})`
      if (width > output.width || height > output.height)
        refuse(`${name} must be at most as large as the picture, which is ${textOf(output)}`)
      if (x + width > output.width || y + height > output.height)
        refuse(`${name} at ${x},${y} reaches beyond the picture, which is not supported: cut it first`)
      return overlay
    }
    return { open, cancel: () => layer.cancel() }
  })
}
