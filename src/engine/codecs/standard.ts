// Codecs in the standard build: all but HEIC.
import './avif-decoder.ts'
import './avif-encoder.ts'
import './jxl-encoder.ts'
import './small.ts'
