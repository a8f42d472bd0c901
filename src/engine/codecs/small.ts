// Codecs of the small build: all but those of AVIF, HEIC and JPEG XL.
import './harfbuzz.ts'
import './scalers.ts'
import './thorvg.ts'
