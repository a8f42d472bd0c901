// Codecs of the standard build: all but that of HEIC.
import './avif-decoder.ts'
import './avif-encoder.ts'
import './jxl-encoder.ts'
import './small.ts'
