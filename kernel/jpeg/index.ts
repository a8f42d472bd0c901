export { alloc } from '../heap'
export {
  jpegBlockRows,
  jpegBlocksWide,
  jpegCoefficients,
  jpegKeepCoefficients,
  jpegQuant,
} from './coefficients'
export { jpegColor, jpegInverted } from './color'
export {
  jpegComponents,
  jpegFeed,
  jpegHeight,
  jpegNext,
  jpegOpen,
  jpegProgressive,
  jpegRewind,
  jpegWidth,
} from './decoder'
export { idct1x1, idct2x2, idct4x4, idct8x8 } from './idct'
export { idct3x3 } from './idct-3'
export { idct5x5, idct6x6, idct7x7 } from './idct-567'
export { jpegCapacity, jpegInput } from './input'
export { jpegBand, jpegPlaneHeight, jpegPlaneWidth, jpegRows, jpegStride } from './output'
