// The engine with the codecs for all formats but HEIC.
import '../../engine/codecs/standard.ts'

export * from './public.ts'
