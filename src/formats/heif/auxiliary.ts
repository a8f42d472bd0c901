import type { ByteReader } from '../../bytes/reader.ts'
import type { Items } from './items.ts'

/** Types of an alpha plane: of MIAF (ISO/IEC 23000-22), and of HEVC, which old writers used. */
const ALPHA_URNS = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0', 'urn:mpeg:hevc:2015:auxid:1\0']

/** Whether one of `pictures` has an alpha plane: some files give it to a grid, some to its tiles. */
export function hasAlpha(items: Items, pictures: readonly number[]): boolean {
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
