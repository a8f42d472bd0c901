import type { ByteReader } from '../../bytes/reader.ts'
import type { Items } from './items.ts'

/**
 * Alpha plane auxiliary types (URNs): the MIAF type (ISO/IEC 23000-22), and the HEVC type, which
 * old writers used.
 */
const ALPHA_URNS = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0', 'urn:mpeg:hevc:2015:auxid:1\0']

/** Auxiliary type (URN) for the gain map in Apple phones' photos. */
export const GAIN_MAP_URNS = ['urn:com:apple:photo:2020:aux:hdrgainmap\0']

/**
 * Returns the item with the alpha plane that belongs to one of `pictures`. Some files assign the
 * plane to a grid, and others to the grid's tiles.
 */
export const findAlpha = (items: Items, pictures: readonly number[]): number | undefined =>
  findAuxiliary(items, pictures, ALPHA_URNS)

/**
 * Returns the first item that has a type in `urns` and is an auxiliary picture for one of
 * `pictures`.
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
