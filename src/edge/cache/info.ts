import type { OutputInfo } from '../../engine/picture/output-info.ts'
import { parseInteger } from '../source/header-values.ts'

/**
 * Formats facts about an output for the header `x-ip-info`, and for a cache entry.
 * @example formatInfo({ bytes: 8192, size: { width: 800, height: 533 }, format: 'webp' })
 * // 'osz=8192; odim=800x533; ofmt=webp'
 */
export function formatInfo({ bytes, size, format, quality, tries, frames, hdr }: OutputInfo): string {
  const odim = size && `${size.width}x${size.height}`
  const fields = { osz: bytes, odim, ofmt: format, q: quality, tries, frames, hdr }
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
}

/**
 * Parses facts about an output. It is the inverse of `formatInfo`. Fields that are missing or not
 * valid are absent.
 * @param text value from the header `x-ip-info` or from a cache entry
 */
export function parseInfo(text: string | null | undefined): OutputInfo {
  const fields = new Map(
    (text ?? '').split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.trim().split('=')
      return [name, value]
    }),
  )
  const number = (name: string) => parseInteger(fields.get(name) ?? null)
  const [, width, height] = /^(\d+)x(\d+)$/.exec(fields.get('odim') ?? '') ?? []
  const [bytes, quality, tries, frames] = ['osz', 'q', 'tries', 'frames'].map(number)
  const [format, hdr] = [fields.get('ofmt'), fields.get('hdr')]
  return {
    ...(bytes !== undefined && { bytes }),
    ...(width && height && { size: { width: Number(width), height: Number(height) } }),
    ...(format && { format }),
    ...(quality !== undefined && { quality }),
    ...(tries !== undefined && { tries }),
    ...(frames !== undefined && { frames }),
    ...((hdr === 'kept' || hdr === 'dropped') && { hdr }),
  }
}
