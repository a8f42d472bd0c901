import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { ColorSource, Header, Orientation } from '../../picture/header.ts'
import { type Aperture, readAperture } from '../heif/aperture.ts'
import { findBox, openBox } from '../heif/boxes.ts'
import { type Items, type Property, readItems } from '../heif/items.ts'
import { iccColor } from '../icc.ts'
import { codedItem, readConfiguration } from './av1-configuration.ts'
import { isSequence } from './brands.ts'

/** Properties that may be essential: they are read here, or change nothing in a header. */
const KNOWN_PROPERTIES = new Set(
  'ispe pixi av1C colr pasp clap irot imir auxC a1op lsel a1lx clli'.split(' '),
)

/** Types of an alpha plane: of MIAF (ISO/IEC 23000-22), and of HEVC, which old writers used. */
const ALPHA_URNS = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0', 'urn:mpeg:hevc:2015:auxid:1\0']

const INSTEAD = '; save the image as a still AVIF'

export function readAvifHeader(input: ByteReader): Header {
  const sequence = isSequence(input)
  const items = readItems(findMeta(input, sequence))
  const type = items.types.get(items.primary)
  if (type === undefined) throw new Failure('corrupt', 'AVIF: the primary item is missing')
  if (type !== 'av01' && type !== 'grid') {
    throw new Failure(
      'unsupported',
      `AVIF: items of type ${JSON.stringify(type)} are not supported${INSTEAD}`,
    )
  }
  const properties = items.properties(items.primary)
  checkEssential(properties)
  const size = readExtents(items, properties)
  const clap = properties.find((property) => property.type === 'clap')
  const aperture = clap && readAperture(items.open(clap), size)
  const coded = codedItem(items, items.primary)
  const configuration = coded === undefined ? undefined : readConfiguration(items, coded)
  if (coded === undefined) throw new Failure('corrupt', 'AVIF: the grid has no tiles')
  if (!configuration) throw new Failure('corrupt', 'AVIF: the codec configuration (av1C) is missing')
  return {
    format: 'avif',
    ...(aperture ? cut(size, aperture) : size),
    orientation: readTransforms(items, properties),
    alpha: hasAlpha(items, [items.primary, coded]),
    ...configuration,
    ...readColor(properties.filter((property) => property.type === 'colr').map(items.open)),
    frames: sequence ? undefined : 1,
    progressive: false,
  }
}

function findMeta(input: ByteReader, sequence: boolean): ByteReader {
  const meta = findBox(input, 'meta')
  if (meta) return openBox(input, meta)
  if (sequence)
    throw new Failure('unsupported', `AVIF: sequences without a still image are not supported${INSTEAD}`)
  throw new Failure('corrupt', 'AVIF: the meta box is missing')
}

function checkEssential(properties: readonly Property[]): void {
  for (const { type, essential } of properties) {
    if (!essential || KNOWN_PROPERTIES.has(type)) continue
    throw new Failure(
      'unsupported',
      `AVIF: the essential property ${JSON.stringify(type)} is not supported${INSTEAD}`,
    )
  }
}

/** `ispe` (ISO/IEC 23008-12, 6.5.3): the size before any transformation, for a grid that of the whole. */
function readExtents(items: Items, properties: readonly Property[]): { width: number; height: number } {
  const ispe = properties.find(({ type }) => type === 'ispe')
  if (!ispe) throw new Failure('corrupt', 'AVIF: the size (ispe) of the image is missing')
  const body = items.open(ispe)
  const width = body.u32be(4)
  const height = body.u32be(8)
  if (width === 0 || height === 0) throw new Failure('corrupt', 'AVIF: the width or height is 0')
  return { width, height }
}

const cut = (coded: Pick<Header, 'width' | 'height'>, { x, y, width, height }: Aperture) => ({
  width,
  height,
  coded: { ...coded, x, y },
})

const isProfile = (colr: ByteReader) => ['prof', 'rICC'].includes(colr.text(0, 4))
const isCicp = (colr: ByteReader) => colr.text(0, 4) === 'nclx' && colr.reaches(8)

/** A profile overrides code points, which then give the decoder only the matrix (ISO/IEC 14496-12, 12.1.5). */
function readColor(boxes: readonly ByteReader[]): { icc: boolean; color: ColorSource | undefined } {
  const profile = boxes.find(isProfile)
  if (profile) return { icc: true, color: iccColor([profile.block(4, profile.length - 4)]) }
  const cicp = boxes.find(isCicp)
  const color = cicp && ({ kind: 'cicp', primaries: cicp.u16be(4), transfer: cicp.u16be(6) } as const)
  return { icc: false, color }
}

/** Whether one of `pictures` has an alpha plane: some files give it to a grid, some to its tiles. */
function hasAlpha(items: Items, pictures: readonly number[]): boolean {
  const planes = items.references.filter(
    ({ type, to }) => type === 'auxl' && to.some((id) => pictures.includes(id)),
  )
  return [...new Set(planes.map(({ from }) => from))].some((item) => {
    const auxC = items.properties(item).find(({ type }) => type === 'auxC')
    return auxC !== undefined && isAlpha(items.open(auxC))
  })
}

function isAlpha(auxC: ByteReader): boolean {
  return ALPHA_URNS.some((urn) => auxC.reaches(4 + urn.length) && auxC.text(4, urn.length) === urn)
}

const QUARTER_TURNS: readonly Orientation[] = [1, 8, 3, 6]
const MIRRORED_QUARTER_TURNS: readonly Orientation[] = [2, 5, 4, 7]

/**
 * `irot` and `imir` (ISO/IEC 23008-12:2022, 6.5.10 and 6.5.12) in the order of their association, as one orientation; that
 * of an Exif item is ignored. `irot` makes quarter turns anti-clockwise; `imir` exchanges top and bottom (axis 0) or left
 * and right (axis 1; the first edition was read both ways).
 */
function readTransforms(items: Items, properties: readonly Property[]): Orientation {
  let turns = 0
  let mirrored = false
  for (const property of properties) {
    if (property.type === 'irot') turns += items.open(property).u8(0) & 3
    if (property.type !== 'imir') continue
    // Mirror after turn = opposite turn after mirror; top and bottom = left and right, then half a turn.
    turns = ((items.open(property).u8(0) & 1) === 0 ? 2 : 0) - turns
    mirrored = !mirrored
  }
  return (mirrored ? MIRRORED_QUARTER_TURNS : QUARTER_TURNS)[((turns % 4) + 4) % 4] ?? 1
}
