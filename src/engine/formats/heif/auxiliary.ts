import type { ByteReader } from '../../bytes/reader.ts'
import type { Items } from './items.ts'

/**
 * Auxiliary types (URNs) of an alpha plane: the type of MIAF (ISO/IEC 23000-22), and the type of
 * HEVC, which old writers used.
 */
const ALPHA_URNS = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0', 'urn:mpeg:hevc:2015:auxid:1\0']

/** Auxiliary type (URN) of the gain map in photos of Apple's phones. */
export const GAIN_MAP_URNS = ['urn:com:apple:photo:2020:aux:hdrgainmap\0']

/**
 * Returns the item of the alpha plane that belongs to one of `pictures`. Some files assign the
 * plane to a grid, and others to the tiles of the grid.
 */
export const findAlpha = (items: Items, pictures: readonly number[]): number | undefined =>
  findAuxiliary(items, pictures, ALPHA_URNS)

/**
 * Returns the first item that is an auxiliary picture of one of `pictures` and has one of the
 * auxiliary types `urns`.
 */
export function findAuxiliary(
  items: Items,
  pictures: readonly number[],
  urns: readonly string[],
): number | undefined {
  const planes = items.references.filter(
    ({ type, to }) => type === 'auxl' && to.some((id) => pictures.includes(id)),
  )
  return [...new Set(planes.map(({ from }) => from))].find((item) => {
    const auxC = items.properties(item).find(({ type }) => type === 'auxC')
    return auxC !== undefined && isOf(items.open(auxC), urns)
  })
}

function isOf(auxC: ByteReader, urns: readonly string[]): boolean {
  return urns.some((urn) => auxC.reaches(4 + urn.length) && auxC.text(4, urn.length) === urn)
}
