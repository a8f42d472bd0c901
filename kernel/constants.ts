// Kernel numbers that TypeScript needs too. `npm run kernel` writes them to
// src/engine/constants/kernel.ts. This entry's module is never started in a Worker.
export { PALETTE as GIF_PALETTE_BYTES } from './gif/decode'
export {
  CMYK as JPEG_CMYK,
  GRAY as JPEG_GRAY,
  RGB as JPEG_RGB,
  YCBCR as JPEG_YCBCR,
  YCCK as JPEG_YCCK,
} from './jpeg/color'
export { HEADER } from './jpeg/status'
export {
  DISPLAY_P3 as JXL_DISPLAY_P3,
  GRAY as JXL_GRAY,
  ICC_GRAY as JXL_ICC_GRAY,
  ICC_RGB as JXL_ICC_RGB,
  SRGB as JXL_SRGB,
} from './jxl/image-header'
export {
  ALPHA_BYTES as JXL_ALPHA_BYTES,
  BLOCK_BYTES as JXL_BLOCK_BYTES,
  GROUP_BYTES as JXL_GROUP_BYTES,
  LARGE_GROUP_BYTES as JXL_LARGE_GROUP_BYTES,
  MAX_NORMAL_QUALITY as JXL_MAX_NORMAL_QUALITY,
} from './jxl/vardct/room'
export {
  ARGUMENTS_BYTES,
  HEAP_START,
  JXL_ENCODER_START,
  SIDE_START,
  VP8_ENCODER_START,
} from './layout'
export { CELL as MARK_CELL } from './mark/cell'
export { TILE as MARK_TILE } from './mark/residual'
export { DIFFERENCE, MULTIPLY, OVERLAY, SCREEN, SOFT_LIGHT } from './pixels/blend'
export { CUBE as CUBE_BYTES, ONE as CUBE_ONE, SIDE as CUBE_SIDE } from './pixels/cube'
export {
  PLACES as INK_PLACES_OFFSET,
  POINT as INK_POINT_BYTES,
  POINTS as INK_POINTS_OFFSET,
} from './pixels/ink-grid'
export { LEVELS as LIGHTNESS_LEVELS } from './pixels/lightness'
export { MATRIX as CONVERSION_MATRIX_BYTES } from './pixels/linear'
export { MATRIX as RECOLOR_MATRIX_BYTES } from './pixels/recolor'
export { DAMAGED as PNG_DAMAGED } from './png/decode'
export { ADAPTIVE as PNG_ADAPTIVE, INDEXED as PNG_INDEXED, INDICES as PNG_INDICES } from './png/encode'
export { COLORED as PNG_COLORED, TRANSLUCENT as PNG_TRANSLUCENT } from './png/survey'
export { NONE as PNG_NONE, PAETH as PNG_PAETH } from './png/unfilter'
export { CATROM, LANCZOS3, MITCHELL, TRIANGLE } from './resample/axis'
export {
  ADJUSTMENT as WIDE_ADJUSTMENT_BYTES,
  CELLS as FINE_CURVE_CELLS,
  CURVE as FINE_CURVE_BYTES,
  MATRIX as WIDE_MATRIX_BYTES,
  OCTAVES as FINE_CURVE_OCTAVES,
} from './resample/wide-color'
export { CLOSE, CUBIC, LINE, MOVE, QUADRATIC } from './segments'
export { BAND, CORRUPT, DONE, LIMIT, UNSUPPORTED, WANT } from './status'
