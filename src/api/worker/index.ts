// The Worker with the codecs for all formats but HEIC.
import '../../engine/codecs/standard.ts'

export * from './core.ts'
export { default } from './core.ts'
