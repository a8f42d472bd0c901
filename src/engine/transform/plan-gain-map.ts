import type { Limits } from '../../limits.ts'
import { colorConversion } from '../color/conversion.ts'
import { scalesFor } from '../formats/decode-scales.ts'
import type { FoundGainMap } from '../formats/format.ts'
import type { Header } from '../formats/header.ts'
import { halvesChroma } from '../formats/jpeg/chroma.ts'
import { gainsDiffer, gainsOfAlternate, isHdrBase } from '../metadata/gain-map.ts'
import type { PlannedStep } from '../ops/operations.ts'
import { cropBoxOf } from '../picture/crop-box.ts'
import { isIdentity, turnSize } from '../picture/orientation.ts'
import type { Box } from '../picture/size.ts'
import { sourceBox } from '../plan/filters.ts'
import { geometry, redactions } from '../plan/geometry.ts'
import { plannedMemory } from '../plan/memory.ts'
import type { Plan, PlanRequest } from '../plan/plan.ts'

/**
 * JPEG settings for a gain map. Coarser steps would show as bands in a bright sky, and a map is
 * small. A map with separate gains for each color keeps chroma at full size. With chroma at half
 * size, codes of green were off by 12 of 255 instead of 4 (95th percentile, 2026-11-26).
 */
const SETTINGS = {
  gray: { quality: 90, subsampling: '420' },
  colored: { quality: 95, subsampling: '444' },
} as const

/**
 * Operations that move pixels or convert their color space, but show the same picture. Any other
 * operation drops the map, because it may hide something whose outlines the map would still show.
 */
const KEEPING: ReadonlySet<PlannedStep['op']> = new Set<PlannedStep['op']>([
  'turn',
  'halve',
  'enlarge',
  'convert',
  'ycc',
])

/** Code point for sRGB's primaries (ITU-T H.273, table 2). */
const SRGB_PRIMARIES = 1

type Base = Pick<
  Plan,
  'steps' | 'overlays' | 'background' | 'mark' | 'format' | 'keepsProfile' | 'resize' | 'output' | 'settings'
>

/**
 * `true` if a picture's gain map still applies to the picture that a plan makes. A map with
 * separate gains for each color applies only in the original's primaries.
 */
export function keepsGainMap(
  plan: Base,
  header: Header,
  { header: map, metadata }: FoundGainMap<Header>,
): boolean {
  const { steps, overlays, background, mark, format, resize } = plan
  const composed = overlays.length > 0 || background !== undefined || mark !== undefined
  const changed = resize.gamma !== undefined || !steps.every(({ op }) => KEEPING.has(op))
  if (format !== 'jpeg' || composed || changed || header.alpha) return false
  if (map.components === 4 || header.components === 4 || map.alpha || !liesOn(map, header)) return false
  const isHdr = isHdrBase(metadata)
  // The output for an HDR base in a HEIC or AVIF, or for an AVIF with more than 8 bits, is a
  // picture to which the gains do not apply, so its gain map is dropped.
  if ((isHdr && header.format !== 'jpeg') || (header.depth > 8 && header.format === 'avif')) return false
  if (map.components === 1 && !gainsDiffer(metadata)) return !isHdr || !isConverted(plan, header)
  return !isConverted(plan, header) && !(gainsOfAlternate(metadata) && isUnnamed(map, header))
}

const isConverted = ({ keepsProfile }: Base, header: Header) =>
  !keepsProfile && colorConversion(header) !== undefined

/**
 * `true` if code points name primaries for the alternate picture that differ from the base
 * picture's. A JPEG cannot store these code points.
 */
function isUnnamed({ color: alternate }: Header, { color: base }: Header): boolean {
  if (alternate?.kind !== 'cicp') return false
  const primaries = base?.kind === 'cicp' ? base.primaries : base ? undefined : SRGB_PRIMARIES
  return alternate.primaries !== primaries
}

/**
 * `true` if a map lies on its picture as stored, so that the picture's crop or redaction can also
 * be applied to the map. The map must have the same aspect ratio (within one pixel) and the same
 * orientation. Neither may have its own crop in the file (a clean aperture), because the other one
 * could have a different crop.
 */
export function liesOn(map: Header, header: Header): boolean {
  const turned = map.orientation !== header.orientation && !(map.format === 'jpeg' && map.orientation === 1)
  if (turned || map.coded || header.coded) return false
  const min = Math.max((map.width - 1) / header.width, (map.height - 1) / header.height)
  const max = Math.min((map.width + 1) / header.width, (map.height + 1) / header.height)
  return min <= max
}

/**
 * Converts boxes from picture pixels to map pixels, and widens each by one pixel. Pixels beside a
 * box were mixed with the pixels that it hides.
 */
function grown(boxes: readonly Box[], across: number, down: number): readonly Box[] {
  return boxes.map(({ x, y, width, height }) => {
    const [left, top] = [Math.floor(x * across) - 1, Math.floor(y * down) - 1]
    const [right, bottom] = [Math.ceil((x + width) * across) + 1, Math.ceil((y + height) * down) + 1]
    return { x: left, y: top, width: right - left, height: bottom - top }
  })
}

/**
 * Plans how a gain map is cropped, resized, turned and redacted like its picture, at the scale that
 * the map has to the picture. Pure.
 * @param base the picture's plan, which keeps the map
 * @param request the picture's header and options, and the room for the map's plan
 */
export function planGainMap(
  base: Base,
  { header, intent, inputs, room }: Pick<PlanRequest, 'header' | 'intent' | 'inputs' | 'room'>,
  { header: map, file, appleStops }: FoundGainMap<Header>,
): Plan {
  const shape = geometry(header, intent, inputs)
  const [across, down] = [map.width / header.width, map.height / header.height]
  const onMap = ({ x, y, width, height }: Box): Box => ({
    x: x * across,
    y: y * down,
    width: width * across,
    height: height * down,
  })
  const box = onMap(sourceBox(shape, shape.window))
  const crop = cropBoxOf(shape.crop, header)
  const sideOf = (length: number, scale: number) => Math.max(1, Math.round(length * Math.min(1, scale)))
  const size = { width: sideOf(shape.window.width, across), height: sideOf(shape.window.height, down) }
  const kind = map.components === 1 ? 'gray' : 'colored'
  const settings = { ...base.settings, ...SETTINGS[kind], progressive: false, alpha: false }
  // The JPEG encoder writes planes without conversion, and JPEG uses BT.601's matrix. A map with
  // another matrix is therefore not encoded from its planes.
  const planar = !map.rgb && (map.matrix ?? 'bt601') === 'bt601'
  const plan = {
    scale: scalesFor(map, Math.min(box.width / size.width, box.height / size.height), false),
    resize: {
      box,
      ...(crop && { crop: { ...onMap(crop), picture: { width: map.width, height: map.height } } }),
      size,
      filter: base.resize.filter,
      halved: planar && halvesChroma(settings),
      turn: shape.turn,
      weighted: false,
    },
    redact: grown(redactions(header, intent), across, down),
    planar,
    ...(appleStops !== undefined && { appleStops }),
    steps: isIdentity(shape.turn) ? [] : [{ op: 'turn', args: shape.turn } as const],
    overlays: [],
    keepsProfile: false,
    // An ISO 21496-1 map may have a profile.
    keepsMetadata: true,
    background: undefined,
    mark: undefined,
    output: turnSize(size, shape.turn),
    format: 'jpeg',
    settings,
  } as const
  return { ...plan, reencodes: false, ...plannedMemory(map, file.length, plan, room) }
}

/**
 * Returns the memory in bytes that the encoded picture takes while its map is made and while both
 * are joined. Joining makes a copy, unless the picture fits into scratch memory.
 */
export const heldMemory = ({ maxFile }: Pick<Plan, 'maxFile'>, scratch: number): number =>
  maxFile > scratch ? 2 * maxFile : maxFile

/** Returns the maximum length in bytes of an encoded picture for which `heldMemory` is `bytes`. */
export const maxPicture = (bytes: number, scratch: number): number =>
  Math.max(Math.floor(bytes / 2), Math.min(bytes, scratch))

/** `true` if a gain map's size is within the limits for originals and outputs. */
export function isWithin(
  { header: { width, height } }: FoundGainMap<Header>,
  { output }: Plan,
  limits: Limits,
): boolean {
  const { side, pixels, output_pixels } = limits
  return (
    Math.max(width, height) <= side &&
    width * height <= pixels &&
    output.width * output.height <= output_pixels
  )
}
