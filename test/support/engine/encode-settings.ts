import type { EncodeSettings } from '../../../src/engine/formats/codec.ts'

/** Default settings for an opaque picture. */
export const SETTINGS: EncodeSettings = {
  quality: 80,
  lossless: false,
  nearLossless: false,
  alphaQuality: 100,
  progressive: false,
  subsampling: '420',
  compression: 3,
  adaptive: false,
  colors: undefined,
  dither: true,
  effort: 'fast',
  alpha: false,
}
