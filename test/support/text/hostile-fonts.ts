import { randomNumbers } from '../properties/random.ts'
import {
  bytes,
  cmap,
  composite,
  context,
  coverage,
  head,
  hhea,
  hmtx,
  join,
  layout,
  lookup,
  maxp,
  multiple,
  slowContext,
  square,
  type Tables,
  tablesOf,
  u16,
  u32,
  writeFont,
} from './font-writer.ts'

const LETTERS = 8
const squares = () => Array.from({ length: LETTERS }, () => square())
const plain = (more: Tables = {}) => writeFont(tablesOf(squares(), more))
const drawn = (...glyphs: readonly Uint8Array[]) => writeFont(tablesOf(glyphs))
const substituting = (...lookups: readonly Uint8Array[]) => plain({ GSUB: layout(lookups) })
const placing = (...lookups: readonly Uint8Array[]) => plain({ GPOS: layout(lookups, 'kern') })
const OPENTYPE = 0x4f54544f

/**
 * Returns a font with PostScript outlines (Adobe Technical Note 5176) whose letters are all drawn
 * by one program.
 */
function postscript(program: Uint8Array, subroutine: Uint8Array): Buffer {
  const index = (...items: readonly Uint8Array[]) => {
    if (items.length === 0) return u16(0)
    const offsets = [1]
    for (const { length } of items) offsets.push((offsets.at(-1) ?? 0) + length)
    return join(u16(items.length), bytes(2), u16(...offsets), ...items)
  }
  const number = (value: number) => join(bytes(29), u32(value))
  const start = join(bytes(1, 0, 4, 2), index(Buffer.from('A')))
  const names = index()
  const subroutines = index(subroutine)
  const top = (programs: number, priv: number) =>
    index(join(number(programs), bytes(17), number(6), number(priv), bytes(18)))
  const programs = index(...Array.from({ length: LETTERS + 1 }, () => program))
  const before = start.length + top(0, 0).length + names.length + subroutines.length
  const cff = join(
    ...[start, top(before, before + programs.length), names, subroutines, programs, number(6), bytes(19)],
    index(subroutine),
  )
  const { glyf: _, loca: __, ...others } = tablesOf(squares())
  return writeFont({ ...others, 'CFF ': cff }, { magic: OPENTYPE })
}

function noise(length: number, seed: number): Buffer {
  const random = randomNumbers(seed)
  return Buffer.from(Array.from({ length }, () => random() & 255))
}

/**
 * Returns an extended glyph metamorphosis table (Apple's `morx`) with one state table whose entries
 * never advance.
 */
const endlessStates = () => {
  const states = join(u32(4, 20, 24, 40), u16(0, 0))
  const subtable = join(u32(28 + states.length + 40, 0x00000001, 1), states, bytes(...Array(40).fill(0x40)))
  return join(u16(2, 0), u32(1, 1, 16 + subtable.length, 0, 1), subtable)
}

/** Returns a simple glyph with this many points. Its flags are stored with repeat counts. */
const pointed = (points: number, present = points) =>
  join(
    u16(1, 0, 0, 500, 500, points - 1, 0),
    bytes(...Array.from({ length: present / 128 }, () => [0x39, 255]).flat()),
  )

/** Returns a pair positioning that moves everything by the maximum distance. */
const farAway = () => join(u16(1, 8, 0x000f, 32767), u16(0x7fff, 0x7fff, 0x7fff), coverage(LETTERS))

/**
 * Returns hostile fonts by their defect's name. They are truncated, contradict themselves, or
 * demand endless work.
 */
export function hostileFonts(real: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const cut = [4, 11, 12, 100, 300, 5_000, 100_000, real.length - 1].map(
    (length) => [`cut after ${length} bytes`, real.subarray(0, length)] as const,
  )
  const many = 65_535
  const big = join(...Array.from({ length: 40 }, () => slowContext(LETTERS + 1, 10_000)))
  return new Map<string, Uint8Array>([
    ...cut,
    ['only zeros after the directory', Buffer.concat([real.subarray(0, 300), Buffer.alloc(50_000)])],
    ['noise', join(u32(0x10000), noise(20_000, 7))],
    ['noise after the directory', join(real.subarray(0, 332), noise(100_000, 8))],
    ['no table', writeFont({})],
    ['65,535 tables', writeFont(tablesOf(squares()), { count: many })],
    [
      'empty tables',
      writeFont(Object.fromEntries(Object.keys(tablesOf(squares())).map((tag) => [tag, bytes()]))),
    ],
    [
      'overlapping tables',
      writeFont(tablesOf(squares()), { place: (_, { length }) => ({ offset: 0, length }) }),
    ],
    [
      'tables beyond the end',
      writeFont(tablesOf(squares()), { place: (_, { length }) => ({ offset: 0x7fffffff, length }) }),
    ],
    [
      'tables of 4 GB',
      writeFont(tablesOf(squares()), { place: (_, { offset }) => ({ offset, length: 0xffffffff }) }),
    ],
    ['no units per em', plain({ head: head(0) })],
    ['one unit per em', plain({ head: head(1) })],
    ['no head', plain({ head: bytes() })],
    ['no glyphs', plain({ maxp: maxp(0) })],
    ['65,535 glyphs of which it has nine', plain({ maxp: maxp(many), hhea: hhea(many) })],
    [
      '65,535 glyphs',
      writeFont({
        ...tablesOf(squares()),
        maxp: maxp(many),
        hmtx: hmtx(many),
        hhea: hhea(many),
        loca: u32(...Array.from({ length: many + 1 }, () => 0)),
      }),
    ],
    ['more metrics than there are', plain({ hhea: hhea(60_000) })],
    ['widest glyphs', plain({ hmtx: hmtx(LETTERS + 1, many), head: head(16) })],
    ['highest lines', plain({ hhea: hhea(LETTERS + 1, 32_767, -32_768), head: head(16) })],
    ['lines upside down', plain({ hhea: hhea(LETTERS + 1, -800, 200) })],
    [
      'offsets of glyphs beyond the end',
      plain({ loca: u32(...Array.from({ length: 10 }, (_, at) => at * 0x10000000)) }),
    ],
    [
      'offsets of glyphs that descend',
      plain({ loca: u32(...Array.from({ length: 10 }, (_, at) => 270 - at * 30)) }),
    ],
    ['a glyph made of itself', drawn(composite(1), composite(2, 2))],
    ['two glyphs made of each other', drawn(composite(2), composite(1), composite(1, 2, 1, 2))],
    [
      'glyphs that grow exponentially',
      drawn(square(), ...Array.from({ length: 60 }, (_, at) => composite(at + 1, at + 1, at + 1, at + 1))),
    ],
    [
      'a glyph of 60,000 parts',
      drawn(...squares().slice(1), composite(...Array.from({ length: 60_000 }, () => 1))),
    ],
    ['a glyph of 32,767 contours', drawn(join(u16(32_767, 0, 0, 500, 500), Buffer.alloc(66_000, 1)))],
    ['a glyph of 65,535 points that it lacks', drawn(pointed(many, 128))],
    ['a glyph of 65,408 points', drawn(join(pointed(65_408)))],
    ['contours that end backwards', drawn(join(u16(3, 0, 0, 500, 500, 9, 4, 1, 0), Buffer.alloc(60, 1)))],
    ['a character map of 4,294,967,295 groups', plain({ cmap: cmap(LETTERS, 0xffffffff) })],
    [
      'a character map of all characters',
      plain({ cmap: join(cmap(0).subarray(0, 24), u32(1, 0, 0x10ffff, 0)) }),
    ],
    ['a character map of noise', plain({ cmap: join(u16(0, 1, 3, 10), u32(12), u16(4), noise(3_000, 9)) })],
    [
      'a lookup that applies itself',
      substituting(lookup(5, context(LETTERS + 1, 0, 0, 0, 0)), lookup(5, context(LETTERS + 1, 0, 1, 0, 1))),
    ],
    ['a glyph that becomes a hundred', substituting(lookup(2, multiple(LETTERS + 1, 100)))],
    [
      'glyphs that multiply',
      substituting(...Array.from({ length: 40 }, () => lookup(2, multiple(LETTERS + 1, 4)))),
    ],
    [
      '60,000 lookups',
      plain({ GSUB: layout([lookup(1, join(u16(1, 6, 0), coverage(LETTERS)))], 'ccmp', 30_000) }),
    ],
    [
      'lookups without end',
      plain({
        GSUB: join(layout([lookup(5, slowContext(LETTERS + 1, 20_000), 3_000)]), Buffer.alloc(4_000_000)),
      }),
    ],
    [
      'contexts of 400,000 rules',
      substituting(...Array.from({ length: 40 }, () => lookup(5, slowContext(LETTERS + 1, 700))), big),
    ],
    ['a coverage of noise', substituting(lookup(1, join(u16(1, 6, 0), noise(60, 10))))],
    [
      'lookups of noise',
      plain({ GSUB: join(layout([]), noise(5_000, 11)), GPOS: join(layout([]), noise(5_000, 12)) }),
    ],
    ['glyphs that are moved far away', placing(lookup(1, farAway()))],
    [
      'a kerning table of 65,535 pairs that it lacks',
      plain({ kern: join(u16(0, 1, 0, many, 1, many, 0, 0, 0), noise(600, 13)) }),
    ],
    ['states without end', plain({ morx: endlessStates() })],
    [
      'states of noise',
      plain({
        morx: join(u16(2, 0), u32(9), noise(4_000, 14)),
        kerx: join(u16(2, 0), u32(9), noise(4_000, 15)),
      }),
    ],
    ['a subroutine that calls itself', postscript(bytes(32, 10, 14), bytes(32, 10, 11))],
    [
      'a program that draws without end',
      postscript(
        bytes(...Array.from({ length: 5_000 }, () => [239, 239, 21, 239, 239, 239, 239, 5]).flat(), 14),
        bytes(11),
      ),
    ],
    ['a program of noise', postscript(noise(3_000, 16), noise(300, 17))],
    [
      'axes of 65,535 variations',
      plain({
        fvar: join(u16(1, 0, 16, 2, many, 20, many, 20), noise(4_000, 18)),
        gvar: noise(4_000, 19),
        avar: noise(400, 20),
      }),
    ],
    [
      'names and accents of noise',
      plain({
        name: noise(400, 21),
        post: noise(400, 22),
        'OS/2': noise(400, 23),
        GDEF: noise(400, 24),
        BASE: noise(400, 25),
      }),
    ],
    [
      'colors of noise',
      plain({ COLR: noise(4_000, 26), CPAL: noise(400, 27), 'SVG ': noise(400, 28), sbix: noise(400, 29) }),
    ],
  ])
}

/** Returns an emoji font that contains only bitmaps and no outlines. */
export const colorFont = (): Uint8Array => {
  const { glyf: _, loca: __, ...others } = tablesOf(squares())
  return writeFont({ ...others, CBDT: u32(0x30000), CBLC: u32(0x30000, 0) })
}

/**
 * Returns a font whose first glyph is a 400-unit box and whose letters a to h are 500-unit squares.
 */
export const plainFont = (): Uint8Array => plain()
