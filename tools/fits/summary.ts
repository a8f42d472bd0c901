import { table } from '../table.ts'
import { short, whole } from './cells.ts'
import { type HeifShape, INTERLACED_PNG, JPEG, PROGRESSIVE_444 } from './headers.ts'
import { heifLimit, outputLimit, shareLimit, sourceLimit, withHeic } from './limits.ts'

const QUERY = 'width=400'

/** Returns the summary table, which has one number for each source kind and output format. */
export function summary(): string {
  withHeic()
  const heif = (shape: HeifShape) => whole(heifLimit(shape, QUERY))
  const plain = (query: string) => short(outputLimit(`format=${query}`, JPEG))
  const deep = heif({ chroma: '4:4:4', depth: 12, alpha: true })
  const progressive = whole(shareLimit(PROGRESSIVE_444, 1))
  return table(
    ['megapixels', 'of a source', 'of an output'],
    [
      [
        'JPEG',
        `120; progressive ${progressive} to 120`,
        `${plain('jpeg')}; progressive ${plain('jpeg&progressive=1')}`,
      ],
      ['PNG', `120; interlaced ${whole(sourceLimit(INTERLACED_PNG, QUERY))}`, plain('png')],
      ['WebP', '120', `${plain('webp')}; lossless ${plain('webp&lossless=1')}`],
      [
        'AVIF',
        `${heif({ planar: true })}, a grid 120; others ${heif({ chroma: '4:4:4' })} to ${deep}`,
        plain('avif'),
      ],
      ['JPEG XL', '', `${plain('jxl')}; lossless ${plain('jxl&lossless=1')}; JPEGs as they are 120`],
      ['HEIC, in its build', `a grid 120; one picture ${heif({ format: 'heic', planar: true })}`, ''],
      ['GIF', '120, the first frame', ''],
      ['animation, all frames together', '150', '150; lossless 37'],
    ],
  )
}
