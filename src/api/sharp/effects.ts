import { readable } from '../engine/plain.ts'
import { readColor, type SharpColor, sixDecimals } from './color.ts'
import { Geometry, isOn } from './geometry.ts'
import { ownOptions, refuse } from './refuse.ts'
import type { ModulateOptions } from './types.ts'

/** Chain calls that change colors. */
export class Effects extends Geometry {
  /**
   * Blurs the picture by a Gaussian.
   * @param sigma standard deviation in pixels, from 0.3 to 100
   */
  blur(sigma?: number | boolean | { readonly sigma: number }): this {
    if (sigma === false) return this.set({ blur: undefined })
    const exact = 'the blur is exact: leave it out'
    const radius =
      typeof sigma === 'object'
        ? ownOptions('blur', sigma, ['sigma'], { minAmplitude: exact, precision: exact }).sigma
        : sigma
    if (typeof radius !== 'number') refuse('blur() without sigma is not supported: use blur(1)')
    return this.set({ blur: sixDecimals(radius) })
  }

  /**
   * Sharpens the picture.
   * @param options `sigma` is the mask's standard deviation in pixels, up to 100
   */
  sharpen(options?: { readonly sigma: number }): this {
    const advice = 'only the standard deviation can be set: leave it out'
    if (typeof options !== 'object')
      refuse('sharpen() without { sigma } is not supported: use sharpen({ sigma: 1 })')
    const { sigma } = ownOptions('sharpen', options, ['sigma'], {
      m1: advice,
      m2: advice,
      x1: advice,
      y2: advice,
      y3: advice,
    })
    return this.set({ sharpen: readable('sharpen({ sigma })', () => sixDecimals(sigma)) })
  }

  /** Removes the colors. */
  grayscale(grayscale = true): this {
    return this.set({ grayscale: isOn(grayscale) })
  }

  /** Removes the colors, like `grayscale`. */
  greyscale(greyscale = true): this {
    return this.grayscale(greyscale)
  }

  /** Inverts the colors, and keeps the transparency. */
  negate(options: boolean | { readonly alpha?: boolean | undefined } = true): this {
    if (typeof options === 'object' && ownOptions('negate', options, ['alpha']).alpha === true)
      refuse('negate({ alpha: true }) is not supported: use negate({ alpha: false })')
    return this.set({ negate: isOn(options) })
  }

  /** Changes brightness, saturation and hue. */
  modulate(options: ModulateOptions): this {
    const names = ['brightness', 'saturation', 'hue']
    const advice = { lightness: 'use brightness' }
    const { brightness, saturation, hue } = ownOptions('modulate', options, names, advice)
    const turned = readable('modulate({ hue })', () => (hue === undefined ? undefined : hue % 360))
    return this.set({ brightness, saturation, hue: turned })
  }

  /** Gives the picture one hue and keeps its lightness. */
  tint(tint: SharpColor): this {
    return this.set({ tint: { ...readColor('tint', tint), alpha: 1 } })
  }

  /** Lays transparent pixels over a background. It needs `jpeg`. */
  flatten(options: boolean | { readonly background?: SharpColor | undefined } = true): this {
    this.draft.flattens = isOn(options)
    if (!this.draft.flattens) return this
    const own = typeof options === 'object' ? ownOptions('flatten', options, ['background']) : undefined
    this.setBackground('flatten', own?.background)
    return this
  }

  /**
   * Removes a gamma before the picture is resized, and applies it again afterwards.
   * @param gamma from 0 (off) to 3. Default: 2.2
   */
  gamma(gamma = 2.2, gammaOut?: number): this {
    if (gammaOut !== undefined && gammaOut !== gamma)
      refuse('gamma() with two values is not supported: use one value')
    return this.set({ gamma })
  }

  /**
   * Makes pixels white that are at least this light, and all others black.
   * @param threshold from 0 to 255. Default: 128
   */
  threshold(
    threshold: number | boolean = 128,
    options: { readonly grayscale?: boolean | undefined; readonly greyscale?: boolean | undefined } = {},
  ): this {
    const own = ownOptions('threshold', options, ['grayscale', 'greyscale'])
    if (own.grayscale === false || own.greyscale === false)
      refuse('threshold() of single channels is not supported: leave grayscale out')
    return this.set({ threshold: typeof threshold === 'number' ? threshold : threshold ? 128 : 0 })
  }

  /** Stretches the lightness to the full range. */
  normalise(options: object = {}): this {
    const advice = 'it is 1 and 99 here: leave it out'
    ownOptions('normalise', options, [], { lower: advice, upper: advice })
    return this.set({ normalize: true })
  }

  /** Stretches the lightness to the full range, like `normalise`. */
  normalize(options: object = {}): this {
    return this.normalise(options)
  }

  /** Makes every pixel opaque. */
  removeAlpha(): this {
    return this.set({ removealpha: true })
  }
}
