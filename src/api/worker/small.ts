// The Worker without the codecs for AVIF and HEIC.
import '../../engine/codecs/small.ts'

export * from './core.ts'
export { default } from './core.ts'
