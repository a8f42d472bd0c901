import libheif from '../wasm/built/libheif.wasm'
import { addHeic } from './heic.ts'

addHeic(libheif)
