// Codecs in the small build: all but AVIF, HEIC and JPEG XL.
import './harfbuzz.ts'
import './scalers.ts'
import './thorvg.ts'
