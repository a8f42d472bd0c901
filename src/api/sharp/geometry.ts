import { readable, shown } from '../engine/plain.ts'
import type { EngineOptions } from '../engine/public.ts'
import { BLACK, readColor, type SharpColor } from './color.ts'
import { type Draft, emptyDraft, isResized } from './draft.ts'
import { assertInteger, ownOptions, refuse } from './refuse.ts'
import { addResize, type ResizeOptions } from './resize.ts'
import type { Region } from './types.ts'

/** Returns `true` for a switch's argument, unless it is `false`. */
export const isOn = (value: unknown): boolean => value !== false

/** Minimum for each number in a region. */
const REGION_MINIMA = [
  ['left', 0],
  ['top', 0],
  ['width', 1],
  ['height', 1],
] as const

/** Maximum for each number in a region, in pixels. It is the limit for the engine's `crop`. */
const MAX_REGION = 10_000

/** Maximum margin width in pixels. It is the limit for the engine's `extend`. */
const MAX_MARGIN = 1000

const MARGINS = ['top', 'right', 'bottom', 'left', 'background']

/** A chain's calls that change the pixels' size and place. */
export class Geometry {
  protected readonly draft: Draft

  constructor(draft: Draft = emptyDraft()) {
    this.draft = draft
  }

  protected set(options: EngineOptions): this {
    this.draft.options = { ...this.draft.options, ...options }
    return this
  }

  protected setBackground(method: string, background: SharpColor | undefined): void {
    const color = background === undefined ? BLACK : readColor(method, background)
    this.draft.backgrounds = new Map([...this.draft.backgrounds, [method, color]])
  }

  /**
   * Scales the picture. A second call replaces the first.
   * @param width pixels; without a height, the aspect ratio stays
   * @param height pixels; without a width, the aspect ratio stays
   * @example sharp(input).resize(400, 300, { fit: 'contain', background: '#fff' })
   */
  resize(width?: number | ResizeOptions | null, height?: number | null, options: ResizeOptions = {}): this {
    const given = typeof width === 'object' ? (width ?? {}) : { width }
    if (readable('the argument of resize()', () => [given, options].some(Array.isArray)))
      refuse('resize() needs a width, or an object of options')
    addResize(this.draft, options, given, height == null ? {} : { height })
    return this
  }

  /** Cuts out a rectangle of the upright input, before it is resized. */
  extract(region: Region): this {
    const own = ownOptions('extract', region, ['left', 'top', 'width', 'height'])
    const { left: x, top: y, width, height } = own
    for (const [name, min] of REGION_MINIMA) assertInteger(`extract({ ${name} })`, own[name], min, MAX_REGION)
    if (this.draft.options.crop !== undefined) refuse('extract() twice is not supported: use two chains')
    if (isResized(this.draft))
      refuse('extract() after resize() is not supported: call it before, in pixels of the input')
    if (this.draft.angle !== 0) refuse('extract() after rotate() is not supported: call it before rotate()')
    return this.set({ crop: { width, height, x, y } })
  }

  /**
   * Removes a border whose pixels are like that at the top left.
   * @param options `threshold` is the maximum difference, from 0 to 100. Default: 10
   */
  trim(options: { readonly threshold?: number | undefined } = {}): this {
    const { threshold = 10 } = ownOptions('trim', options, ['threshold'], {
      background: 'the border has the colour of the top left pixel',
      lineArt: 'set threshold',
      margin: 'use extend()',
    })
    return this.set({ trim: threshold })
  }

  /**
   * Adds pixels on the sides, after the picture is resized and rotated.
   * @param options pixels on all sides, or on each side, up to 1,000. Default of `background`:
   *   black
   */
  extend(
    options:
      | number
      | {
          readonly top?: number | undefined
          readonly right?: number | undefined
          readonly bottom?: number | undefined
          readonly left?: number | undefined
          readonly background?: SharpColor | undefined
        },
  ): this {
    const given =
      typeof options === 'number' ? { top: options, right: options, bottom: options, left: options } : options
    const own = ownOptions<Exclude<typeof options, number>>('extend', given, MARGINS, {
      extendWith: 'the added pixels have one colour, the background',
    })
    const { top = 0, right = 0, bottom = 0, left = 0, background } = own
    for (const [name, margin] of Object.entries({ top, right, bottom, left }))
      assertInteger(`extend({ ${name} })`, margin, 0, MAX_MARGIN)
    this.setBackground('extend', background)
    this.draft.margins = { top, right, bottom, left }
    return this
  }

  /**
   * Rotates the picture clockwise by whole degrees. Without an angle it turns the picture upright
   * by its EXIF orientation, which the chain always does.
   */
  rotate(angle?: number | null, options: { readonly background?: SharpColor | undefined } = {}): this {
    if (angle == null) return this
    const { background } = ownOptions('rotate', options, ['background'])
    if (!Number.isInteger(angle)) refuse(`rotate(${shown(angle)}) is not supported: use whole degrees`)
    this.draft.angle = ((angle % 360) + 360) % 360
    if (angle % 90 !== 0) this.setBackground('rotate', background)
    return this
  }

  /** Turns the picture upright by its EXIF orientation, which the chain always does. */
  autoOrient(): this {
    return this
  }

  /** Mirrors the picture top to bottom. */
  flip(flip = true): this {
    return this.set({ flip: isOn(flip) })
  }

  /** Mirrors the picture left to right. */
  flop(flop = true): this {
    return this.set({ flop: isOn(flop) })
  }
}
