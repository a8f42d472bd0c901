import { be16, be32, join } from '../bytes/image-writers.ts'

/** Returns EXIF data with Apple's maker note. The note contains fractions under the given tags. */
export function appleExif(
  fractions: readonly (readonly [tag: number, numerator: number, denominator: number])[],
): Uint8Array {
  const values = 14 + 2 + fractions.length * 12 + 4
  const note = join(
    'Apple iOS\0\0\x01MM',
    be16(fractions.length),
    ...fractions.map(([tag], index) => join(be16(tag), be16(10), be32(1), be32(values + index * 8))),
    be32(0),
    ...fractions.map(([, numerator, denominator]) => join(be32(numerator), be32(denominator))),
  )
  return join(
    join('MM\0*', be32(8), be16(1), be16(0x8769), be16(4), be32(1), be32(26), be32(0)),
    join(be16(1), be16(0x927c), be16(7), be32(note.length), be32(44), be32(0)),
    note,
  )
}
