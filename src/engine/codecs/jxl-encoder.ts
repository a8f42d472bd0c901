import { encoder } from '../formats/jxl/encoder.ts'
import { transcoder } from '../formats/jxl/transcode.ts'
import { optional } from '../formats/optional.ts'

optional.add('jxlEncoder', encoder)
optional.add('jxlTranscoder', transcoder)
