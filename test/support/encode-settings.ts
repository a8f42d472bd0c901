import type { EncodeSettings } from '../../src/engine/formats/codec.ts'

/** Default settings for an opaque picture. */
export const SETTINGS: EncodeSettings = {
  quality: 80,
  lossless: false,
  nearLossless: false,
  alphaQuality: 100,
  progressive: false,
  compression: 3,
  adaptive: false,
  effort: 'fast',
  alpha: false,
}
