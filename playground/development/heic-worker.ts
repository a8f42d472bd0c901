// The development Worker with the HEIC decoder, for `npm start -- --heic`.
import '../../src/engine/codecs/heic-decoder.ts'

export { default, Render } from './worker.ts'
