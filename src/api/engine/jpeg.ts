// The engine without the codecs of AVIF, lossy WebP, SVG and text. It reads JPEG, PNG, WebP and
// GIF, and writes JPEG, PNG and lossless WebP.
import '../../engine/codecs/mozjpeg.ts'

export * from './public.ts'
