import type { Seat } from '../../memory/index.ts'
import { RECORDING, withHarfBuzz } from './harfbuzz.ts'
import { type Outline, readOutline } from './outline.ts'

/** Line heights in a font, in em: above the baseline, below it, and the gap to the next line. */
export interface Metrics {
  readonly ascent: number
  readonly descent: number
  readonly gap: number
}

/**
 * Glyph in a run, with its lengths in em. `at` is the index of the first UTF-16 unit that the glyph
 * stands for.
 */
export interface Glyph {
  readonly id: number
  readonly at: number
  readonly advance: number
  readonly x: number
  /** The glyph's vertical offset in em, downwards. */
  readonly y: number
}

/** Fonts for one text, opened by HarfBuzz. A font is identified by its index in the list. */
export interface Shaper {
  readonly fonts: number
  metrics(font: number): Metrics
  unitsPerEm(font: number): number
  /** Returns `true` if a font has a glyph for a character (a code point). */
  has(font: number, character: number): boolean
  /**
   * Shapes a part of the text that has one direction, script and font. At the ends of the part,
   * letters join with the neighboring letters in the text.
   * @returns glyphs from left to right
   */
  shape(font: number, from: number, to: number, isRightToLeft: boolean): readonly Glyph[]
  outline(font: number, glyph: number): Outline
}

const HB_MEMORY_MODE_WRITABLE = 2
const [LEFT_TO_RIGHT, RIGHT_TO_LEFT] = [4, 5]
/**
 * Sizes in bytes of `hb_glyph_info_t` and `hb_glyph_position_t` (20 each), and of
 * `hb_font_extents_t` (48).
 */
const [GLYPH, EXTENTS] = [20, 48]
/** Size in bytes of the lengths at the start of a recorded outline. */
const RECORDING_START = 8
/**
 * Maximum length in em. No undamaged font has longer lengths, and sums do not overflow below it. A
 * damaged font may claim any length.
 */
const MAX_EM = 64
const [ASCENT, DESCENT] = [0.8, 0.2]

const within = (em: number, min: number, max: number): number => Math.min(max, Math.max(min, em))

type Instance = Parameters<Parameters<typeof withHarfBuzz>[1]>[0]

/** Font that is opened in HarfBuzz. */
interface Opened {
  /** Address of the font's `hb_font_t`. */
  readonly font: number
  readonly unitsPerEm: number
}

function put({ hb, memory }: Instance, data: Uint8Array): number {
  const address = hb.malloc(Math.max(1, data.length))
  new Uint8Array(memory.buffer, address, data.length).set(data)
  return address
}

function open(instance: Instance, file: Uint8Array): Opened {
  const { hb } = instance
  const blob = hb.hb_blob_create(put(instance, file), file.length, HB_MEMORY_MODE_WRITABLE, 0, 0)
  const face = hb.hb_face_create(blob, 0)
  return { font: hb.hb_font_create(face), unitsPerEm: hb.hb_face_get_upem(face) }
}

function readMetrics({ hb, memory }: Instance, { font, unitsPerEm }: Opened, scratch: number): Metrics {
  hb.hb_font_get_h_extents(font, scratch)
  const [ascender = 0, descender = 0, gap = 0] = new Int32Array(memory.buffer, scratch, 3)
  if (ascender <= 0 && descender >= 0) return { ascent: ASCENT, descent: DESCENT, gap: 0 }
  const em = (value: number) => within(value / unitsPerEm, -MAX_EM, MAX_EM)
  return { ascent: em(ascender), descent: em(-descender), gap: Math.max(0, em(gap)) }
}

function readGlyphs({ hb, memory }: Instance, buffer: number, unitsPerEm: number): readonly Glyph[] {
  const count = hb.hb_buffer_get_length(buffer)
  const infos = hb.hb_buffer_get_glyph_infos(buffer, 0)
  const positions = hb.hb_buffer_get_glyph_positions(buffer, 0)
  const view = new DataView(memory.buffer)
  const em = (address: number) => within(view.getInt32(address, true) / unitsPerEm, -MAX_EM, MAX_EM)
  return Array.from({ length: count }, (_, index) => {
    const [info, position] = [infos + index * GLYPH, positions + index * GLYPH]
    return {
      id: view.getUint32(info, true),
      at: view.getUint32(info + 8, true),
      advance: em(position),
      x: em(position + 8),
      y: -em(position + 12),
    }
  })
}

function record({ hb, memory, draw, recording }: Instance, { font }: Opened, glyph: number): Uint8Array {
  const lengths = new Uint32Array(memory.buffer, recording, 2)
  lengths.set([RECORDING_START, RECORDING])
  hb.hb_font_draw_glyph(font, glyph, draw, recording)
  const [used = RECORDING_START] = new Uint32Array(memory.buffer, recording, 1)
  return new Uint8Array(memory.buffer, recording + RECORDING_START, used - RECORDING_START)
}

const unitsOf = (text: string) => Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

/**
 * Opens fonts for one text.
 * @param text text to shape. The indices of `shape` count its UTF-16 units
 * @param use function that runs with the shaper. It must not keep the shaper
 * @param seat right to the memory; without it, the shaper has its own memory
 * @throws Failure corrupt, and what `use` throws
 */
export function withShaper<T>(
  text: string,
  fonts: readonly Uint8Array[],
  use: (shaper: Shaper) => T,
  seat?: Seat,
): T {
  const bytes = fonts.reduce((sum, { length }) => sum + length, 0)
  return withHarfBuzz(
    bytes,
    (instance) => {
      const { hb } = instance
      const opened = fonts.map((file) => open(instance, file))
      const units = put(instance, new Uint8Array(unitsOf(text).buffer))
      const scratch = hb.malloc(EXTENTS)
      const at = (font: number) => opened[font] ?? { font: 0, unitsPerEm: 1000 }

      return use({
        fonts: fonts.length,
        unitsPerEm: (font) => at(font).unitsPerEm,
        metrics: (font) => readMetrics(instance, at(font), scratch),
        has: (font, character) => hb.hb_font_get_nominal_glyph(at(font).font, character, scratch) !== 0,
        shape(font, from, to, isRightToLeft) {
          const buffer = hb.hb_buffer_create()
          hb.hb_buffer_add_utf16(buffer, units, text.length, from, to - from)
          hb.hb_buffer_guess_segment_properties(buffer)
          hb.hb_buffer_set_direction(buffer, isRightToLeft ? RIGHT_TO_LEFT : LEFT_TO_RIGHT)
          hb.hb_shape(at(font).font, buffer, 0, 0)
          const glyphs = readGlyphs(instance, buffer, at(font).unitsPerEm)
          hb.hb_buffer_destroy(buffer)
          return glyphs
        },
        outline: (font, glyph) => readOutline(record(instance, at(font), glyph), at(font).unitsPerEm),
      })
    },
    seat,
  )
}
