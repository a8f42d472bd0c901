import { be16, be32, join, type Part } from '../bytes/image-writers.ts'

/** Writes a box. `size` replaces the correct value in its size field. */
export function box(type: string, content: Part, size = join(content).length + 8): Uint8Array {
  return join(be32(size), type, content)
}

export const fullBox = (type: string, content: Part, version = 0, flags = 0) =>
  box(type, join(version, 0, be16(flags), content))

/** Item properties, each of which is a box in `ipco`. */
export const property = {
  ispe: (width: number, height: number) => fullBox('ispe', join(be32(width), be32(height))),
  /** The third byte contains the flags for depth and monochrome. */
  av1C: (depth: 8 | 10 | 12 = 8, monochrome = false) =>
    box('av1C', [0x81, 0x04, { 8: 0, 10: 0x40, 12: 0x60 }[depth] | (monochrome ? 0x10 : 0), 0]),
  colr: (type: string) => box('colr', join(type, 'some color')),
  nclx: (primaries: number, transfer: number, matrix = 6, full = true) =>
    box('colr', join('nclx', be16(primaries), be16(transfer), be16(matrix), full ? 0x80 : 0)),
  irot: (angle: number) => box('irot', [angle]),
  imir: (axis: number) => box('imir', [axis]),
  clap: (numbers: readonly number[]) => box('clap', numbers.flatMap(be32)),
  auxC: (urn: string) => fullBox('auxC', join(urn, 0)),
} as const

export const ALPHA_URN = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha'

export interface Item {
  id: number
  type?: string
  properties: readonly Uint8Array[]
  /** `true` if the properties are marked essential. */
  essential?: boolean
}

export interface AvifShape {
  brands?: readonly string[]
  primary?: number
  items?: readonly Item[]
  references?: readonly { type: string; from: number; to: readonly number[] }[]
  /** `true` for 32-bit item ids and 15-bit property indices, as in large files. */
  wide?: boolean
  /** Boxes of `meta` that are omitted (`without`) and added. */
  without?: readonly string[]
  extra?: readonly Uint8Array[]
}

/** Returns a picture with 40 × 30 pixels and additional properties. */
export const picture = (...properties: readonly Uint8Array[]): Item => ({
  id: 1,
  properties: [property.ispe(40, 30), property.av1C(), ...properties],
})

export const alphaOf = (to: number, urn = ALPHA_URN): Pick<Required<AvifShape>, 'items' | 'references'> => ({
  items: [{ id: 9, properties: [property.ispe(40, 30), property.av1C(8, true), property.auxC(urn)] }],
  references: [{ type: 'auxl', from: 9, to: [to] }],
})

export const ftyp = (brands: readonly string[] = ['avif', 'mif1', 'miaf']) =>
  box('ftyp', join(brands[0] ?? '', be32(0), ...brands))

export function meta(shape: AvifShape = {}): Uint8Array {
  const { primary = 1, items = [picture()], references = [], wide = false, without = [], extra = [] } = shape
  const id = wide ? be32 : be16
  const version = Number(wide)

  const infe = items.map((item) =>
    fullBox('infe', join(id(item.id), be16(0), item.type ?? 'av01', 'name', 0), 2 + version),
  )
  const iref = references.map(({ type, from, to }) =>
    box(type, join(id(from), be16(to.length), ...to.map((item) => id(item)))),
  )
  let index = 0
  const ipma = items.map((item) =>
    join(
      id(item.id),
      item.properties.length,
      ...item.properties.map(() => {
        index++
        return wide ? be16(index | (item.essential ? 0x8000 : 0)) : [index | (item.essential ? 0x80 : 0)]
      }),
    ),
  )
  const boxes: Record<string, Uint8Array> = {
    hdlr: fullBox('hdlr', join(be32(0), 'pict', new Uint8Array(13))),
    pitm: fullBox('pitm', id(primary), version),
    iinf: fullBox('iinf', join(id(items.length), ...infe), version),
    iref: fullBox('iref', join(...iref), version),
    iprp: box(
      'iprp',
      join(
        box('ipco', join(...items.flatMap((item) => item.properties))),
        fullBox('ipma', join(be32(items.length), ...ipma), version, version),
      ),
    ),
  }
  const kept = Object.keys(boxes).filter((name) => !without.includes(name))
  return fullBox('meta', join(...kept.map((name) => boxes[name] ?? []), ...extra))
}

/** Returns an AVIF with arbitrary media data. */
export const avif = (shape: AvifShape = {}) =>
  join(ftyp(shape.brands), meta(shape), box('mdat', 'some media data'))
