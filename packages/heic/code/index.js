import { addHeic } from '@owner/signet-worker/codecs/heic'
import libheif from '#wasm/libheif'

addHeic(libheif)
