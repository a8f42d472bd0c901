import { Failure } from '../../errors.ts'
import { classOf, type Room } from '../../memory/index.ts'
import { READING_BYTES } from '../formats/codec.ts'
import type { Header } from '../formats/header.ts'
import { describesColors } from '../formats/jxl/transcode-color.ts'
import { maxTranscoded, transcodeMemory, transcodeObstacle } from '../formats/jxl/transcode-memory.ts'
import { optional } from '../formats/optional.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Orientation } from '../picture/header.ts'
import { compose, orientationOf, quarterTurn, turnOf } from '../picture/orientation.ts'
import { areaOf } from '../picture/size.ts'
import { limitsBytes, withoutByteLimit } from '../search/goal.ts'
import { scratchBytes } from '../wasm/scratch.ts'
import { fileMemory, fittingFile } from './file-memory.ts'
import type { Plan, PlannedTranscode } from './plan.ts'
import { freeBuffers } from './room.ts'

/**
 * Maximum pixels in a JPEG that is transcoded unless the request names JPEG XL. 12 MP take 0.2 s
 * (2026-11-30), in which the isolate does little else.
 */
const UNASKED_PIXELS = 4_000_000

/** Pixels from which a JPEG transcode takes about a second. */
const LONG_PIXELS = 48_000_000

/**
 * Options that change no pixel in a JPEG: options for other formats, options that only matter with
 * a size or transparency, and options that the codestream or its container express.
 */
const IDLE: ReadonlySet<string> = new Set<keyof TransformOptions>([
  ...(['format', 'accepts', 'defaults', 'keepSmaller', 'metadata', 'hdr', 'output', 'until'] as const),
  ...([
    'lossless',
    'nearlossless',
    'autoquality',
    'progressive',
    'subsampling',
    'compression',
    'adaptive',
    'colors',
    'palette',
    'dither',
    'effort',
    'alphaquality',
    'animate',
    'page',
  ] as const),
  ...(['fit', 'position', 'enlarge', 'filter', 'linear', 'bg', 'removealpha', 'flip', 'flop'] as const),
])

const isIdle = ([name, value]: readonly [string, unknown]): boolean =>
  value === undefined ||
  value === false ||
  IDLE.has(name) ||
  (name === 'rotate' && typeof value === 'number' && value % 90 === 0)

/**
 * `true` if a transform changes only a JPEG's orientation, format and metadata. A requested quality
 * means that pixels may change. `false` if the intent allows no transcode.
 */
export const keepsCoefficients = ({ format }: Pick<Header, 'format'>, intent: TransformOptions): boolean =>
  format === 'jpeg' && intent.transcode !== false && Object.entries(intent).every(isIdle)

/** `true` if the request is for a transcode, whose memory depends on the original's length. */
export const asksForTranscode = (header: Pick<Header, 'format'>, intent: TransformOptions): boolean =>
  intent.format === 'jxl' && keepsCoefficients(header, intent)

/**
 * Checks that JPEG XL can store a JPEG's coefficients.
 * @throws Failure unsupported
 */
export function assertTranscodable(header: Header): void {
  const obstacle = transcodeObstacle(header)
  if (obstacle) throw new Failure('unsupported', obstacle)
}

/** Returns the transcode that a request asks for or allows, or `undefined` if there is none. */
export function transcodeFor(header: Header, intent: TransformOptions): PlannedTranscode | undefined {
  if (!keepsCoefficients(header, withoutByteLimit(intent)) || !optional.has('jxlTranscoder')) return undefined
  if (!describesColors(header)) return undefined
  const { format, accepts = [], keepSmaller } = intent
  if (limitsBytes(intent)) return transcodeThatFits(header, intent)
  const orientation = codestreamOrientation(header, intent)
  if (format === 'jxl') return { when: 'always', orientation }
  if (format !== 'auto' || !accepts.includes('jxl') || keepSmaller === false) return undefined
  const isPossible = areaOf(header) <= UNASKED_PIXELS && transcodeObstacle(header) === undefined
  return isPossible ? { when: 'instead', orientation } : undefined
}

/**
 * Returns the transcode for a request that limits its bytes. If the transcode does not fit, the
 * picture is encoded.
 */
function transcodeThatFits(header: Header, intent: TransformOptions): PlannedTranscode | undefined {
  if (intent.format !== 'jxl' || transcodeObstacle(header) !== undefined) return undefined
  return { when: 'fits', orientation: codestreamOrientation(header, intent) }
}

function codestreamOrientation(
  { orientation }: Pick<Header, 'orientation'>,
  { flip = false, flop = false, rotate = 0 }: TransformOptions,
): Orientation {
  const requested = compose({ swap: false, mirrorX: flop, mirrorY: flip }, quarterTurn(rotate))
  return orientationOf(compose(turnOf(orientation), requested))
}

/**
 * Returns a plan whose output is the transcode. Its memory has two parts: the kernel, which keeps
 * the file, and the codestream, which is joined from blocks.
 * @param byteLength original's length in bytes
 * @param room room for the plan. The codestream may take all that nothing else needs
 */
export function withTranscode(
  plan: Plan,
  transcode: PlannedTranscode,
  header: Header,
  byteLength: number,
  room: Room,
): Plan {
  const kernel = transcodeMemory(header, byteLength)
  const scratch = scratchBytes(kernel)
  const written = { keepsMetadata: plan.keepsMetadata, transcode }
  const free = freeBuffers({ kernel }, room)
  const maxFile = Math.min(
    maxTranscoded(byteLength),
    Math.max(byteLength, fittingFile(written, free, scratch)),
  )
  const bytes = Math.max(READING_BYTES, fileMemory(written, maxFile, scratch))
  const parts = { kernel, codec: 0, bytes, isBeside: false }
  return { ...plan, transcode, steps: [], reencodes: false, gathers: false, parts, maxFile, scratch }
}

/**
 * Returns a plan whose output may become the transcode. If the transcode needs a larger class of
 * kernel memories, the plan stays without it.
 */
export function withFallback(
  plan: Plan,
  transcode: PlannedTranscode,
  header: Header,
  byteLength: number,
): Plan {
  const kernel = Math.max(plan.parts.kernel, transcodeMemory(header, byteLength))
  if (classOf(kernel).maximum > classOf(plan.parts.kernel).maximum) return plan
  return { ...plan, transcode, parts: { ...plan.parts, kernel } }
}

/**
 * Returns the buffer size in bytes for the codestream in a plan whose output may become the
 * transcode.
 */
export function fallbackMemory({ keepsMetadata, scratch }: Plan, byteLength: number): number {
  const written = { keepsMetadata, transcode: { when: 'always', orientation: 1 } } as const
  return fileMemory(written, maxTranscoded(byteLength), scratch)
}

/** `true` if a plan computes for seconds, because it transcodes a large JPEG. */
export const isLongTranscode = ({ transcode, output }: Pick<Plan, 'transcode' | 'output'>): boolean =>
  transcode?.when === 'always' && areaOf(output) > LONG_PIXELS
