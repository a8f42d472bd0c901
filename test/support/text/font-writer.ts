/** Writes big-endian numbers: `u16` in two bytes, `u32` in four bytes. */
export const u16 = (...numbers: readonly number[]): Buffer =>
  Buffer.from(numbers.flatMap((number) => [(number >> 8) & 255, number & 255]))
export const u32 = (...numbers: readonly number[]): Buffer =>
  Buffer.from(
    numbers.flatMap((number) => [number >>> 24, (number >> 16) & 255, (number >> 8) & 255, number & 255]),
  )
export const bytes = (...numbers: readonly number[]): Buffer => Buffer.from(numbers)
export const join = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts)

export type Tables = Readonly<Record<string, Uint8Array>>

export interface FontShape {
  /** First four bytes of the file (sfntVersion). */
  readonly magic?: number
  /** Returns false values for a table's offset and length in the directory. */
  readonly place?: (
    tag: string,
    place: { offset: number; length: number },
  ) => { offset: number; length: number }
  readonly count?: number
}

/** Writes a font that consists of tables (OpenType 1.9, "Organization of an OpenType font"). */
export function writeFont(tables: Tables, shape: FontShape = {}): Buffer {
  const { magic = 0x00010000, place = (_, same) => same } = shape
  const entries = Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1))
  let offset = 12 + 16 * entries.length
  const directory: Buffer[] = []
  const contents: Buffer[] = []
  for (const [tag, table] of entries) {
    const placed = place(tag, { offset, length: table.length })
    directory.push(join(Buffer.from(tag.padEnd(4)), u32(0, placed.offset, placed.length)))
    const padded = join(table, Buffer.alloc(-table.length & 3))
    contents.push(padded)
    offset += padded.length
  }
  return join(u32(magic), u16(shape.count ?? entries.length, 0, 0, 0), ...directory, ...contents)
}

export const head = (unitsPerEm = 1000): Buffer =>
  join(
    u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
    u16(0, unitsPerEm),
    Buffer.alloc(16),
    u16(0, 0, 1000, 1000, 0, 8, 2, 1, 0),
  )

export const hhea = (metrics: number, ascender = 800, descender = -200): Buffer =>
  join(u32(0x10000), u16(ascender, descender, 0, 1000), Buffer.alloc(22), u16(metrics))

export const maxp = (glyphs: number): Buffer => join(u32(0x10000), u16(glyphs), Buffer.alloc(26))

export const hmtx = (glyphs: number, advance = 600): Buffer =>
  join(...Array.from({ length: glyphs }, () => u16(advance, 0)))

/** Writes `loca` with offsets of four bytes, and `glyf` with the glyphs at these offsets. */
export function glyf(glyphs: readonly Uint8Array[]): { glyf: Buffer; loca: Buffer } {
  const offsets = [0]
  for (const { length } of glyphs) offsets.push((offsets.at(-1) ?? 0) + length)
  return { glyf: join(...glyphs), loca: u32(...offsets) }
}

/** Returns a square glyph with one contour. */
export const square = (side = 500): Buffer =>
  join(
    u16(1, 0, 0, side, side, 3, 0),
    bytes(1, 1, 1, 1),
    u16(0, side, 0, -side),
    u16(0, 0, side, 0),
    bytes(0, 0),
  )

const [ARGS_ARE_WORDS, MORE_COMPONENTS] = [1, 0x20]

/** Returns a glyph composed of other glyphs. */
export const composite = (...components: readonly number[]): Buffer =>
  join(
    u16(-1, 0, 0, 500, 500),
    ...components.map((glyph, at) =>
      u16(ARGS_ARE_WORDS | (at < components.length - 1 ? MORE_COMPONENTS : 0), glyph, 10, 10),
    ),
    bytes(...(components.length % 2 === 0 ? [0, 0] : [0, 0])),
  )

/**
 * Returns a character map of consecutive characters to glyphs from 1 on. The first character is `a`
 * by default.
 */
export const cmap = (count: number, groups = 1, first = 0x61): Buffer =>
  join(u16(0, 1, 3, 10), u32(12), u16(12, 0), u32(16 + 12, 0, groups, first, first + count - 1, 1))

/** Returns the tables of a font whose letters from `a` on are the given glyphs. */
export function tablesOf(glyphs: readonly Uint8Array[], more: Tables = {}): Tables {
  const all = [square(400), ...glyphs]
  return {
    head: head(),
    hhea: hhea(all.length),
    maxp: maxp(all.length),
    hmtx: hmtx(all.length),
    cmap: cmap(glyphs.length),
    ...glyf(all),
    ...more,
  }
}

const tag = (text: string) => Buffer.from(text)

/** Returns a coverage table of all glyphs from 0 to `last`. */
export const coverage = (last: number): Buffer => u16(2, 1, 0, last, 0)

/**
 * Returns a `GSUB` or `GPOS` table with one feature, which is always enabled and has the given
 * lookups.
 */
export function layout(lookups: readonly Uint8Array[], feature = 'ccmp', listed = lookups.length): Buffer {
  const script = join(u16(1), tag('DFLT'), u16(8), u16(4, 0), u16(0, 0xffff, 1, 0))
  const features = join(
    u16(1),
    tag(feature),
    u16(8),
    u16(0, listed),
    u16(...Array.from({ length: listed }, (_, at) => at % Math.max(1, lookups.length))),
  )
  const offsets: number[] = []
  let at = 2 + 2 * lookups.length
  for (const { length } of lookups) {
    offsets.push(at)
    at += length
  }
  const list = join(u16(lookups.length, ...offsets), ...lookups)
  const start = 10
  return join(
    u16(1, 0, start, start + script.length, start + script.length + features.length),
    script,
    features,
    list,
  )
}

/** Returns a lookup with one subtable, which is referred to `times` times. */
export const lookup = (type: number, subtable: Uint8Array, times = 1): Buffer =>
  join(u16(type, 0, times, ...Array.from({ length: times }, () => 6 + 2 * times)), subtable)

/** Returns a multiple substitution, which replaces each glyph with `count` copies of glyph 1. */
export const multiple = (glyphs: number, count: number): Buffer => {
  const sequences = 6 + 2 * glyphs
  const size = 2 + 2 * count
  return join(
    u16(1, sequences + size, glyphs, ...Array.from({ length: glyphs }, () => sequences)),
    u16(count, ...Array.from({ length: count }, () => 1)),
    coverage(glyphs - 1),
  )
}

/** Returns a context for one glyph that applies lookups at its own position. */
export const context = (glyphs: number, ...lookups: readonly number[]): Buffer => {
  const rule = u16(1, lookups.length, ...lookups.flatMap((index) => [0, index]))
  const sets = 6 + 2 * glyphs
  const set = join(u16(1, 4), rule)
  return join(
    u16(1, sets + set.length, glyphs, ...Array.from({ length: glyphs }, () => sets)),
    set,
    coverage(glyphs - 1),
  )
}

/** Returns contexts with `rules` rules each. No rule fails before the last glyph of the text. */
export const slowContext = (glyphs: number, rules: number): Buffer => {
  const sets = 6 + 2 * glyphs
  const rule = u16(3, 0, 0xfffe, 0xfffe)
  const set = join(u16(rules, ...Array.from({ length: rules }, () => 2 + 2 * rules)), rule)
  return join(
    u16(1, sets + set.length, glyphs, ...Array.from({ length: glyphs }, () => sets)),
    set,
    coverage(glyphs - 1),
  )
}
