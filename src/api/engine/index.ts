// The engine with the codecs of all formats but HEIC.
import '../../engine/codecs/standard.ts'

export * from './public.ts'
