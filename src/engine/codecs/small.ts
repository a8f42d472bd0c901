// Codecs of the small build: all but those of AVIF and HEIC.
import './harfbuzz.ts'
import './mozjpeg.ts'
import './scalers.ts'
import './thorvg.ts'
