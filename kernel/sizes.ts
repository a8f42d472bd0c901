// Exports of `sizes.wasm`, which computes how many bytes the other modules' functions allocate. It
// has no memory. Its functions run the same allocating code with a heap that only counts (see
// `heap.ts`). Plans use it to estimate memory without opening a kernel.
export { alphBytes, alphMaxRows } from './alph/decoder'
export { alphEncodeBytes } from './alph-encode/encoder'
export { blurBytes } from './effects/blur'
export { blurReducedBytes } from './effects/reduced-blur'
export { sharpenBytes } from './effects/sharpen'
export { gifBytes } from './gif/decode'
export { blockBytes } from './heap'
export { inflateBytes } from './inflate/inflate'
export { jpegBytes, jpegCoefficientBytes } from './jpeg/decoder'
export { encodeBytes } from './jpeg-encode/encoder'
export { jxlLosslessBytes } from './jxl/lossless/encoder'
export { jxlTranscodeBytes } from './jxl/transcode/encoder'
export { jxlLossyBytes } from './jxl/vardct/encoder'
export { markGridBytes } from './mark/cell'
export { fourierWorkBytes } from './mark/fourier'
export { markWorkBytes } from './mark/strength'
export { masksBytes } from './masks'
export { paletteBytes } from './palette/reduce'
export { spreadWorkBytes } from './pixels/spread'
export { pngBytes, pngMaxWidth } from './png/decode'
export { pngEncodeBytes } from './png/encode'
export { resampleBytes } from './resample/resampler'
export { resampleWideBytes } from './resample/wide'
export { similarityBytes } from './similarity/ssim'
export { trimBytes } from './trim/extremes'
export { vp8Bytes, vp8MaxBytes } from './vp8/decoder'
export { vp8MaxFrame } from './vp8/input'
export { vp8EncodeBytes, vp8EncodeMaxModes } from './vp8-encode/encoder'
export { vp8lBytes } from './vp8l/decoder'
export {
  vp8lEncodeBytes,
  vp8lEncodeMaxOutput,
  vp8lEncodeMaxPartOutput,
  vp8lEncodePartBytes,
} from './vp8l-encode/encoder'
