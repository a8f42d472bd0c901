import type { EncodeSettings } from '../../src/formats/codec.ts'

/** What an encoder is told of an opaque picture where no option is given. */
export const SETTINGS: EncodeSettings = {
  quality: 80,
  lossless: false,
  nearLossless: false,
  alphaQuality: 100,
  progressive: false,
  compression: 3,
  adaptive: false,
  alpha: false,
}
